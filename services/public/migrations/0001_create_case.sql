-- Cases, the orders behind their due dates, and everything a citizen or an officer said about them.
-- What names a person lies in tables of its own (complainant, petition, said, filing), sealed by the service's
-- key and erasable; the rows around them hold ids only, so that a history survives an erasure.

-- A limit is a row with its order. Rival rows may stand side by side; the installation chooses what is in force.
CREATE TABLE case_limit (
    limit_id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    nature       text NOT NULL CHECK (nature IN ('GRIEVANCE', 'DEMAND', 'SUGGESTION', 'SERVICE', 'APPEAL')),
    category     text,
    level        text,
    days         integer NOT NULL CHECK (days > 0),
    day_kind     text NOT NULL CHECK (day_kind IN ('CALENDAR', 'WORKING')),
    valid_from   date NOT NULL,
    valid_to     date,
    order_number text NOT NULL,
    source       text NOT NULL,
    in_force     boolean NOT NULL DEFAULT false,
    CONSTRAINT limit_runs_forward CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT one_limit_in_force EXCLUDE USING gist (
        nature WITH =, coalesce(category, '') WITH =, coalesce(level, '') WITH =,
        daterange(valid_from, valid_to, '[]') WITH &&
    ) WHERE (in_force)
);

-- Ten million numbers suffice for a year of the whole state; the year is part of the number, so it may begin again.
CREATE SEQUENCE case_serial MAXVALUE 9999999 CYCLE CACHE 1;

-- Year, mode of intake, serial and Damm's check digit; the same as domain.numbers.number_of.
CREATE FUNCTION case_number(year integer, mode integer, serial bigint) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    damm   constant text := '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';
    digits constant text := lpad((year % 100)::text, 2, '0') || mode::text || lpad(serial::text, 7, '0');
    state  integer := 0;
BEGIN
    FOR place IN 1 .. length(digits) LOOP
        state := substr(damm, state * 10 + substr(digits, place, 1)::integer + 1, 1)::integer;
    END LOOP;
    RETURN digits || state;
END $$;

-- One vector for Hindi and English, over the text in the form of domain.words.searchable.
CREATE FUNCTION words_of(searchable text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.hindi', searchable) || to_tsvector('pg_catalog.english', searchable)
        || to_tsvector('pg_catalog.simple', searchable)
$$;
CREATE FUNCTION words_wanted(searchable text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('pg_catalog.hindi', searchable)
        || websearch_to_tsquery('pg_catalog.english', searchable)
        || websearch_to_tsquery('pg_catalog.simple', searchable)
$$;

-- Who complained: name, mobile, e-mail and address, sealed.
CREATE TABLE complainant (
    contact_id uuid PRIMARY KEY,
    sealed     bytea,
    legal_hold boolean NOT NULL DEFAULT false,
    erased_at  timestamptz,
    CONSTRAINT held_is_not_erased CHECK (NOT (legal_hold AND erased_at IS NOT NULL)),
    CONSTRAINT erased_is_empty CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);

CREATE TABLE case_ (
    case_id         uuid PRIMARY KEY,
    number          text NOT NULL,
    nature          text NOT NULL CHECK (nature IN ('GRIEVANCE', 'DEMAND', 'SUGGESTION', 'SERVICE')),
    category        text,
    mode            smallint NOT NULL,
    born_in         text NOT NULL,
    department      text NOT NULL,
    area            text NOT NULL,
    level           text NOT NULL,
    state           text NOT NULL CHECK (state IN ('REGISTERED', 'ASSIGNED', 'AWAITING_CITIZEN', 'REFERRED',
                        'ACTION_TAKEN', 'DISPOSED', 'CLOSED', 'UNDER_APPEAL', 'WITHDRAWN')),
    language        text NOT NULL,
    protected       boolean NOT NULL DEFAULT false,
    contact_id      uuid NOT NULL REFERENCES complainant,
    contact_confirmed_by text NOT NULL CHECK (contact_confirmed_by IN ('CODE', 'PORTAL', 'NOBODY')),
    registered_at   timestamptz NOT NULL,
    limit_id        uuid REFERENCES case_limit,
    due_at          timestamptz,
    paused_at       timestamptz,
    resumes_to      text,
    nodal_post      uuid,
    assigned_post   uuid,
    transfers       smallint NOT NULL DEFAULT 0,
    overdue_at      timestamptz,
    disposed_at     timestamptz,
    portal_id       uuid,
    external_system text,
    external_number text,
    version         integer NOT NULL DEFAULT 1,
    CONSTRAINT one_case_per_number UNIQUE (number),
    CONSTRAINT one_case_per_external_number UNIQUE (external_system, external_number),
    CONSTRAINT limit_and_due_go_together CHECK ((limit_id IS NULL) = (due_at IS NULL)),
    CONSTRAINT clock_stands_while_awaiting CHECK (
        (state = 'AWAITING_CITIZEN') = (paused_at IS NOT NULL) AND (paused_at IS NULL) = (resumes_to IS NULL))
);
CREATE INDEX case_by_department ON case_ (department, state, due_at, case_id);
CREATE INDEX case_by_area ON case_ (area, state, due_at, case_id);
CREATE INDEX case_by_assigned_post ON case_ (assigned_post) WHERE assigned_post IS NOT NULL;
CREATE INDEX case_by_contact ON case_ (contact_id);
-- A desk is read in the order of due dates; the page ends long before the table does.
CREATE INDEX case_open_by_due ON case_ ((coalesce(due_at, 'infinity'::timestamptz)), case_id)
 WHERE state IN ('REGISTERED', 'ASSIGNED', 'AWAITING_CITIZEN', 'REFERRED', 'ACTION_TAKEN');
CREATE INDEX case_running_out ON case_ (due_at)
 WHERE overdue_at IS NULL AND state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN');

-- What the citizen wrote: sealed, and its words for the officers' search.
CREATE TABLE petition (
    case_id    uuid PRIMARY KEY REFERENCES case_,
    sealed     bytea,
    words      tsvector NOT NULL,
    legal_hold boolean NOT NULL DEFAULT false,
    erased_at  timestamptz,
    CONSTRAINT held_is_not_erased CHECK (NOT (legal_hold AND erased_at IS NOT NULL)),
    CONSTRAINT erased_is_empty CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX petition_words ON petition USING gin (words);

-- The timeline. `shown` tells whether the citizen sees the entry; texts lie in `said`.
CREATE TABLE case_event (
    event_id   uuid PRIMARY KEY,
    case_id    uuid NOT NULL REFERENCES case_,
    at         timestamptz NOT NULL,
    what       text NOT NULL,
    by_kind    text NOT NULL,
    post_id    uuid,
    department text NOT NULL,
    to_post    uuid,
    due_at     timestamptz,
    reference  text,
    shown      boolean NOT NULL
);
CREATE INDEX case_event_by_case ON case_event (case_id, at, event_id);
CREATE TRIGGER case_event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT forbid('UPDATE, DELETE', 'case_event');

CREATE TABLE said (
    event_id   uuid PRIMARY KEY REFERENCES case_event,
    sealed     bytea,
    legal_hold boolean NOT NULL DEFAULT false,
    erased_at  timestamptz,
    CONSTRAINT held_is_not_erased CHECK (NOT (legal_hold AND erased_at IS NOT NULL)),
    CONSTRAINT erased_is_empty CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);

-- A filing by form waits here, sealed, until its mobile is confirmed; then it becomes a case, or it expires.
CREATE TABLE filing (
    filing_id    uuid PRIMARY KEY,
    contact_id   uuid NOT NULL,
    department   text NOT NULL,
    language     text NOT NULL,
    sealed       bytea,
    filed_at     timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    case_id      uuid REFERENCES case_,
    CONSTRAINT confirmed_is_empty CHECK ((sealed IS NULL) = (case_id IS NOT NULL))
);
CREATE INDEX filing_expiring ON filing (expires_at);
CREATE INDEX filing_by_case ON filing (case_id);

-- Papers: where the bytes lie and the key, wrapped by this service's own key. What came over the counter on
-- paper is P, so that the share of work done electronically has a denominator.
CREATE TABLE document (
    document_id uuid PRIMARY KEY,
    case_id     uuid REFERENCES case_,
    filing_id   uuid REFERENCES filing ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('PETITION', 'ATTACHMENT', 'REPLY')),
    medium      text NOT NULL DEFAULT 'E' CHECK (medium IN ('E', 'P')),
    sha256      text NOT NULL,
    size        integer NOT NULL,
    media_type  text NOT NULL,
    wrapped_key bytea NOT NULL,
    added_at    timestamptz NOT NULL,
    reference   text,
    legal_hold  boolean NOT NULL DEFAULT false,
    CONSTRAINT document_belongs_somewhere CHECK (case_id IS NOT NULL OR filing_id IS NOT NULL)
);
CREATE INDEX document_by_case ON document (case_id);
CREATE INDEX document_by_filing ON document (filing_id);
CREATE INDEX document_by_sha256 ON document (sha256);

-- For how long the clock stood, and for which question.
CREATE TABLE clock_pause (
    pause_id   uuid PRIMARY KEY,
    case_id    uuid NOT NULL REFERENCES case_,
    event_id   uuid NOT NULL REFERENCES case_event,
    paused_at  timestamptz NOT NULL,
    resumed_at timestamptz,
    CONSTRAINT pause_runs_forward CHECK (resumed_at IS NULL OR resumed_at >= paused_at)
);
CREATE UNIQUE INDEX one_open_pause_per_case ON clock_pause (case_id) WHERE resumed_at IS NULL;
CREATE INDEX clock_pause_by_case ON clock_pause (case_id);

CREATE TABLE assignment (
    assignment_id uuid PRIMARY KEY,
    case_id       uuid NOT NULL REFERENCES case_,
    by_post       uuid,
    to_post       uuid NOT NULL,
    department    text NOT NULL,
    assigned_at   timestamptz NOT NULL
);
CREATE INDEX assignment_by_case ON assignment (case_id);
CREATE INDEX assignment_by_post ON assignment (to_post, assigned_at);

CREATE TABLE feedback (
    feedback_id uuid PRIMARY KEY,
    case_id     uuid NOT NULL REFERENCES case_,
    disposed_at timestamptz NOT NULL,
    satisfied   boolean NOT NULL,
    given_at    timestamptz NOT NULL,
    CONSTRAINT one_word_per_disposal UNIQUE (case_id, disposed_at)
);

CREATE TABLE appeal (
    appeal_id  uuid PRIMARY KEY,
    number     text NOT NULL,
    case_id    uuid NOT NULL REFERENCES case_,
    event_id   uuid NOT NULL REFERENCES case_event,
    department text NOT NULL,
    level      text NOT NULL,
    post_id    uuid,
    filed_at   timestamptz NOT NULL,
    limit_id   uuid REFERENCES case_limit,
    due_at     timestamptz,
    decided_at timestamptz,
    accepted   boolean,
    version    integer NOT NULL DEFAULT 1,
    CONSTRAINT one_appeal_per_number UNIQUE (number),
    CONSTRAINT decision_is_whole CHECK ((decided_at IS NULL) = (accepted IS NULL))
);
CREATE UNIQUE INDEX one_open_appeal_per_case ON appeal (case_id) WHERE decided_at IS NULL;
CREATE INDEX appeal_by_case ON appeal (case_id);
CREATE INDEX appeal_open_by_post ON appeal (post_id, filed_at) WHERE decided_at IS NULL;

-- One-time codes, as keyed digests only.
CREATE TABLE access_code (
    code_id    uuid PRIMARY KEY,
    contact_id uuid NOT NULL,
    purpose    text NOT NULL CHECK (purpose IN ('confirm', 'read')),
    case_id    uuid REFERENCES case_,
    filing_id  uuid REFERENCES filing ON DELETE CASCADE,
    digest     text NOT NULL,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    tries      smallint NOT NULL DEFAULT 0,
    used_at    timestamptz,
    CONSTRAINT code_opens_something CHECK (num_nonnulls(case_id, filing_id) = 1)
);
CREATE INDEX access_code_by_case ON access_code (case_id);
CREATE INDEX access_code_by_filing ON access_code (filing_id);
CREATE INDEX access_code_by_expiry ON access_code (expires_at);
