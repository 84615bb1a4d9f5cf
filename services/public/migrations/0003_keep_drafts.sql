-- Filings that citizens have begun: kept from the first answer on, so that a lost connection loses nothing.
-- The answers and the code to go on later lie sealed; of the code there is also a keyed digest by which it is found.
-- A draft goes when its case is registered, when its citizen deletes it, or when its time is over.

CREATE TABLE draft (
    draft_id    uuid PRIMARY KEY,
    department  text NOT NULL,
    code_digest text NOT NULL,
    sealed      bytea NOT NULL,
    filing_id   uuid REFERENCES filing ON DELETE SET NULL,
    saved_at    timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    CONSTRAINT one_draft_per_code UNIQUE (code_digest)
);
CREATE INDEX draft_by_filing ON draft (filing_id) WHERE filing_id IS NOT NULL;
CREATE INDEX draft_expiring ON draft (expires_at);

-- A paper of a draft. Until all its bytes are here it has parts and no address.
CREATE TABLE draft_paper (
    paper_id    uuid PRIMARY KEY,
    draft_id    uuid NOT NULL REFERENCES draft ON DELETE CASCADE,
    size        integer NOT NULL CHECK (size > 0),
    received    integer NOT NULL DEFAULT 0,
    sha256      text,
    media_type  text,
    wrapped_key bytea,
    added_at    timestamptz NOT NULL,
    CONSTRAINT received_is_within_size CHECK (received BETWEEN 0 AND size),
    CONSTRAINT whole_paper_has_an_address CHECK (
        num_nonnulls(sha256, media_type, wrapped_key) = CASE WHEN received = size THEN 3 ELSE 0 END)
);
CREATE INDEX draft_paper_by_draft ON draft_paper (draft_id, added_at);
CREATE INDEX draft_paper_by_sha256 ON draft_paper (sha256) WHERE sha256 IS NOT NULL;

-- What has arrived of a paper that is still on its way, sealed.
CREATE TABLE draft_part (
    paper_id  uuid NOT NULL REFERENCES draft_paper ON DELETE CASCADE,
    begins_at integer NOT NULL CHECK (begins_at >= 0),
    sealed    bytea NOT NULL,
    PRIMARY KEY (paper_id, begins_at)
);
