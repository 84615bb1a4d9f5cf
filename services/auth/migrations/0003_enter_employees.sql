-- Entering employees: to whom one without a post belongs, tables that were handed in, and the one-time way to a login.

-- An employee belongs to the departments of his charges; without any, to the one that entered him.
ALTER TABLE person ADD COLUMN home_department text REFERENCES department (code);
CREATE INDEX charge_by_person ON charge (person_id);

-- A table of employees that was handed in. The file lies in the blob store until it was read; the rows, with private
-- contacts wrapped, lie here until everybody has seen what became of them.
CREATE TABLE import_batch (
    batch_id       uuid PRIMARY KEY,
    state          text NOT NULL CHECK (state IN ('UPLOADED', 'CHECKED', 'ORDERED', 'APPLIED', 'REFUSED')),
    filename       text NOT NULL,
    department     text NOT NULL REFERENCES department (code),
    asked_by       uuid NOT NULL REFERENCES person (person_id),
    asked_for      uuid NOT NULL REFERENCES post (post_id),
    asked_in       text NOT NULL,
    asked_during   uuid,
    handed_in_at   timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    sha256         text,
    wrapped_key    bytea,
    attempts       integer NOT NULL DEFAULT 0,
    new_rows       integer NOT NULL DEFAULT 0,
    changed_rows   integer NOT NULL DEFAULT 0,
    unchanged_rows integer NOT NULL DEFAULT 0,
    refused_rows   integer NOT NULL DEFAULT 0,
    cause          jsonb,
    CONSTRAINT import_file_has_its_key CHECK ((sha256 IS NULL) = (wrapped_key IS NULL))
);
CREATE INDEX import_batch_waiting ON import_batch (changed_at) WHERE state IN ('UPLOADED', 'ORDERED');

CREATE TABLE import_row (
    batch_id        uuid NOT NULL REFERENCES import_batch (batch_id) ON DELETE CASCADE,
    line            integer NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('NEW', 'CHANGED', 'UNCHANGED', 'REFUSED')),
    staff_uid       text NOT NULL,
    name_en         text NOT NULL,
    name_hi         text NOT NULL,
    language        text,
    department      text,
    post            text,
    order_number    text,
    charge_from     date,
    wrapped_contact bytea,
    problems        jsonb NOT NULL,
    PRIMARY KEY (batch_id, line)
);
CREATE INDEX import_row_by_outcome ON import_row (batch_id, outcome, line);

-- How far the work on a table has come; written beside the work, so that it is seen before the work is committed.
CREATE TABLE import_progress (
    batch_id uuid PRIMARY KEY REFERENCES import_batch (batch_id) ON DELETE CASCADE,
    done     integer NOT NULL,
    total    integer NOT NULL,
    at       timestamptz NOT NULL
);

-- The one-time way to a login: of the code only a digest, one living way per person.
CREATE TABLE first_login (
    code_sha256    text PRIMARY KEY,
    person_id      uuid NOT NULL REFERENCES person (person_id),
    issued_at      timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    wrapped_secret bytea,
    used_at        timestamptz,
    withdrawn_at   timestamptz
);
CREATE UNIQUE INDEX one_first_login_per_person ON first_login (person_id)
    WHERE used_at IS NULL AND withdrawn_at IS NULL;

-- How far the record's chain was walked again, and what did not fit.
CREATE TABLE audit_walk (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    position    bigint NOT NULL DEFAULT 0,
    digest      text NOT NULL DEFAULT repeat('0', 64),
    began_at    timestamptz,
    faults      bigint[] NOT NULL DEFAULT '{}',
    whole_at    timestamptz,
    whole_links bigint NOT NULL DEFAULT 0,
    whole_faults bigint[] NOT NULL DEFAULT '{}'
);
INSERT INTO audit_walk (only_one) VALUES (true);
