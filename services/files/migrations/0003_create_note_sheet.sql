-- Where a file was, and why.
CREATE TABLE movement (
    movement_id uuid PRIMARY KEY,
    file_id     uuid NOT NULL REFERENCES file,
    position    integer NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('OPENED', 'FORWARDED', 'PULLED_BACK', 'CLOSED', 'REOPENED')),
    from_post   uuid,
    to_post     uuid NOT NULL,
    remark      text NOT NULL DEFAULT '' CHECK (length(remark) <= 1000),
    priority    text NOT NULL,
    at          timestamptz NOT NULL,
    by_person   uuid,
    for_person  uuid,
    CONSTRAINT one_movement_per_position UNIQUE (file_id, position)
);
CREATE INDEX movement_by_desk ON movement (to_post, file_id);
CREATE TRIGGER movement_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON movement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A yellow note is being written; a green one went out with the file and stays as it is.
CREATE TABLE note (
    note_id       uuid PRIMARY KEY,
    file_id       uuid NOT NULL REFERENCES file,
    number        integer NOT NULL,
    state         text NOT NULL CHECK (state IN ('YELLOW', 'GREEN')),
    body          text NOT NULL CHECK (length(body) BETWEEN 1 AND 50000),
    author_post   uuid NOT NULL,
    author_person uuid NOT NULL,
    for_person    uuid,
    by_officer    boolean NOT NULL,
    written_at    timestamptz NOT NULL,
    frozen_at     timestamptz,
    digest        text,
    CONSTRAINT one_note_per_number UNIQUE (file_id, number),
    CONSTRAINT a_green_note_has_its_digest CHECK ((state = 'GREEN') = (digest IS NOT NULL AND frozen_at IS NOT NULL))
);
-- A file has one holder, so it has one note in the making.
CREATE UNIQUE INDEX one_yellow_note_per_file ON note (file_id) WHERE state = 'YELLOW';

CREATE FUNCTION refuse_change_of_green_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'GREEN' THEN
        RAISE EXCEPTION 'a green note stays as it was sent' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER green_note_stays BEFORE UPDATE ON note
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_green_note();
CREATE TRIGGER note_is_never_removed BEFORE DELETE OR TRUNCATE ON note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A draft for approval; every version stays on the file (CSMOP 25(ii)).
CREATE TABLE draft (
    draft_id         uuid PRIMARY KEY,
    file_id          uuid NOT NULL REFERENCES file,
    state            text NOT NULL CHECK (state IN ('DRAFT', 'APPROVED', 'ISSUED')),
    language         text NOT NULL,
    created_at       timestamptz NOT NULL,
    approved_version integer,
    approved_at      timestamptz,
    approved_post    uuid,
    approved_person  uuid,
    approved_for     uuid,
    CONSTRAINT an_approval_is_signed CHECK (
        state = 'DRAFT' OR (approved_version IS NOT NULL AND approved_at IS NOT NULL AND approved_post IS NOT NULL
                            AND approved_person IS NOT NULL))
);
CREATE INDEX draft_by_file ON draft (file_id);

CREATE TABLE draft_version (
    draft_id      uuid NOT NULL REFERENCES draft,
    version       integer NOT NULL CHECK (version > 0),
    addressee     text NOT NULL CHECK (length(addressee) BETWEEN 1 AND 300),
    subject       text NOT NULL CHECK (length(subject) BETWEEN 1 AND 500),
    body          text NOT NULL CHECK (length(body) BETWEEN 1 AND 50000),
    author_post   uuid NOT NULL,
    author_person uuid NOT NULL,
    for_person    uuid,
    written_at    timestamptz NOT NULL,
    PRIMARY KEY (draft_id, version)
);
CREATE TRIGGER draft_version_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draft_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Papers: petitions, enclosures, letters, issued replies. The bytes lie encrypted in the blob store; the key to them
-- lies here, wrapped by this service's own key.
CREATE TABLE document (
    document_id uuid PRIMARY KEY,
    receipt_id  uuid REFERENCES receipt,
    file_id     uuid REFERENCES file,
    -- The correspondence side is numbered 1/c, 2/c …; papers graded above the file lie in its confidential cover,
    -- numbered apart, so that a gap in the ordinary numbers tells nothing.
    cover       boolean NOT NULL DEFAULT false,
    position    integer,
    kind        text NOT NULL CHECK (kind IN ('PETITION', 'ATTACHMENT', 'PAPER', 'REPLY')),
    grade       grade NOT NULL,
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size        bigint NOT NULL CHECK (size >= 0),
    media_type  text NOT NULL,
    filename    text NOT NULL,
    wrapped_key bytea NOT NULL,
    origin_id   uuid,
    added_at    timestamptz NOT NULL,
    added_post  uuid,
    CONSTRAINT document_secret_is_refused CHECK (grade <= 'CONFIDENTIAL'),
    CONSTRAINT document_belongs_somewhere CHECK (receipt_id IS NOT NULL OR file_id IS NOT NULL),
    CONSTRAINT document_on_a_file_has_its_place CHECK ((file_id IS NULL) = (position IS NULL)),
    CONSTRAINT one_document_per_place UNIQUE (file_id, cover, position)
);
CREATE INDEX document_by_receipt ON document (receipt_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX document_by_address ON document (sha256);

CREATE TABLE dispatch (
    dispatch_id     uuid PRIMARY KEY,
    dispatch_number text NOT NULL CONSTRAINT one_dispatch_per_number UNIQUE,
    office_id       uuid NOT NULL,
    year            integer NOT NULL,
    serial          integer NOT NULL,
    file_id         uuid NOT NULL REFERENCES file,
    draft_id        uuid NOT NULL CONSTRAINT one_dispatch_per_draft UNIQUE REFERENCES draft,
    document_id     uuid NOT NULL REFERENCES document,
    case_id         uuid,
    issued_at       timestamptz NOT NULL,
    issued_post     uuid NOT NULL,
    issued_person   uuid NOT NULL,
    for_person      uuid
);
CREATE INDEX dispatch_by_office ON dispatch (office_id, issued_at, dispatch_id);
CREATE INDEX dispatch_by_file ON dispatch (file_id);
CREATE TRIGGER dispatch_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispatch
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
