-- Grades in their order, so that they compare. What is above CONFIDENTIAL has a name only in order to be refused.
CREATE TYPE grade AS ENUM ('UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET');

-- Diary, file and dispatch numbers: gap-free per office and year, given in the act that makes them final. Classified
-- papers have registers of their own (CSMOP 56), so that a gap in the ordinary one tells nothing.
CREATE TABLE register (
    office_id  uuid    NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('DIARY', 'FILE', 'DISPATCH')),
    classified boolean NOT NULL,
    year       integer NOT NULL,
    last       integer NOT NULL CHECK (last > 0),
    PRIMARY KEY (office_id, kind, classified, year)
);

CREATE TABLE file (
    file_id        uuid PRIMARY KEY,
    number         text NOT NULL CONSTRAINT one_file_per_number UNIQUE,
    office_id      uuid NOT NULL,
    department     text NOT NULL,
    head           text NOT NULL,
    year           integer NOT NULL,
    serial         integer NOT NULL,
    subject        text NOT NULL CHECK (length(subject) BETWEEN 1 AND 500),
    medium         text NOT NULL CHECK (medium IN ('E', 'P')),
    grade          grade NOT NULL,
    language       text NOT NULL,
    case_id        uuid,
    state          text NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
    version        integer NOT NULL,
    opened_by_post uuid NOT NULL,
    opened_at      timestamptz NOT NULL,
    holder_post    uuid NOT NULL,
    sent_from      uuid,
    held_since     timestamptz NOT NULL,
    seen_at        timestamptz,
    priority       text NOT NULL CHECK (priority IN ('ORDINARY', 'PRIORITY', 'IMMEDIATE', 'TOP_PRIORITY')),
    closed_at      timestamptz,
    search         tsvector,
    CONSTRAINT file_secret_is_refused CHECK (grade <= 'CONFIDENTIAL'),
    CONSTRAINT file_classified_is_not_indexed CHECK (grade < 'CONFIDENTIAL' OR search IS NULL)
);
CREATE INDEX file_by_holder ON file (holder_post, held_since, file_id) WHERE state = 'OPEN';
CREATE INDEX file_by_case ON file (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX file_search ON file USING gin (search);

CREATE TABLE receipt (
    receipt_id    uuid PRIMARY KEY,
    diary_number  text NOT NULL CONSTRAINT one_receipt_per_number UNIQUE,
    office_id     uuid NOT NULL,
    department    text NOT NULL,
    year          integer NOT NULL,
    serial        integer NOT NULL,
    subject       text NOT NULL CHECK (length(subject) BETWEEN 1 AND 500),
    medium        text NOT NULL CHECK (medium IN ('E', 'P')),
    grade         grade NOT NULL,
    language      text NOT NULL,
    case_id       uuid,
    -- The one who handed it in may hand it in again; the same key is the same paper.
    natural_key   text CONSTRAINT one_receipt_per_natural_key UNIQUE,
    state         text NOT NULL CHECK (state IN ('MARKED', 'ON_FILE')),
    marked_to     uuid NOT NULL,
    marked_at     timestamptz NOT NULL,
    file_id       uuid REFERENCES file,
    diarised_at   timestamptz NOT NULL,
    diarised_post uuid,
    search        tsvector,
    CONSTRAINT receipt_secret_is_refused CHECK (grade <= 'CONFIDENTIAL'),
    CONSTRAINT receipt_classified_is_not_indexed CHECK (grade < 'CONFIDENTIAL' OR search IS NULL),
    CONSTRAINT receipt_on_a_file_names_it CHECK ((state = 'ON_FILE') = (file_id IS NOT NULL))
);
CREATE INDEX receipt_by_desk ON receipt (marked_to, marked_at, receipt_id) WHERE state = 'MARKED';
CREATE INDEX receipt_by_file ON receipt (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX receipt_by_case ON receipt (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX receipt_search ON receipt USING gin (search);

-- Who wrote a paper that came over the counter: personal data, apart so that it can be erased unless it is held.
CREATE TABLE receipt_sender (
    receipt_id    uuid PRIMARY KEY REFERENCES receipt,
    name          text NOT NULL,
    address       text,
    letter_number text,
    letter_on     date,
    legal_hold    boolean NOT NULL DEFAULT false
);

-- The number of the same paper in another system: the existing systems stay.
CREATE TABLE external_ref (
    receipt_id uuid NOT NULL REFERENCES receipt,
    system     text NOT NULL,
    number     text NOT NULL,
    PRIMARY KEY (receipt_id, system)
);
CREATE INDEX external_ref_by_number ON external_ref (system, number);

-- Where a receipt lay before it came on a file.
CREATE TABLE marking (
    marking_id uuid PRIMARY KEY,
    receipt_id uuid NOT NULL REFERENCES receipt,
    from_post  uuid,
    to_post    uuid NOT NULL,
    at         timestamptz NOT NULL,
    by_person  uuid,
    for_person uuid
);
CREATE INDEX marking_by_receipt ON marking (receipt_id);
CREATE TRIGGER marking_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON marking
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
