-- Every service's own copy of the directory, filled only by events. No foreign keys between the tables:
-- rows of different subjects may arrive in any order. `sequence` refuses what is older than what is here.
-- `valid_to` is the last day on which a row holds; nothing is ever deleted.

CREATE TABLE directory_state (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    heard_at      timestamptz,
    run_id        uuid,
    run_began_at  timestamptz,
    rebuilt_at    timestamptz
);
INSERT INTO directory_state (one) VALUES (true);

CREATE TABLE directory_department (
    code        text PRIMARY KEY,
    kind        text NOT NULL,
    parent      text,
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date,
    successor   text,
    sequence    bigint NOT NULL,
    seen_in     uuid
);
CREATE INDEX directory_department_by_parent ON directory_department (parent);
CREATE INDEX directory_department_by_successor ON directory_department (successor);

CREATE TABLE directory_area (
    code        text PRIMARY KEY,
    kind        text NOT NULL,
    parent      text,
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    lgd_code    text,
    valid_from  date NOT NULL,
    valid_to    date,
    successor   text,
    sequence    bigint NOT NULL,
    seen_in     uuid
);
CREATE INDEX directory_area_by_parent ON directory_area (parent);
CREATE INDEX directory_area_by_successor ON directory_area (successor);

CREATE TABLE directory_office (
    office_id   uuid PRIMARY KEY,
    code        text NOT NULL,
    kind        text NOT NULL,
    level       text NOT NULL,
    department  text NOT NULL,
    area        text NOT NULL,
    parent_id   uuid,
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date,
    successor   uuid,
    sequence    bigint NOT NULL,
    seen_in     uuid
);
CREATE INDEX directory_office_by_code ON directory_office (code);
CREATE INDEX directory_office_by_department ON directory_office (department);
CREATE INDEX directory_office_by_parent ON directory_office (parent_id);

CREATE TABLE directory_post (
    post_id     uuid PRIMARY KEY,
    code        text NOT NULL,
    office_id   uuid NOT NULL,
    department  text NOT NULL,
    area        text NOT NULL,
    rank        text NOT NULL,
    rank_level  integer NOT NULL,
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    reports_to  uuid,
    roles       text[] NOT NULL,
    sanctioned  integer NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date,
    successor   uuid,
    sequence    bigint NOT NULL,
    seen_in     uuid
);
CREATE INDEX directory_post_by_code ON directory_post (code);
CREATE INDEX directory_post_by_office ON directory_post (office_id);
CREATE INDEX directory_post_by_department ON directory_post (department);
CREATE INDEX directory_post_by_role ON directory_post USING gin (roles);

CREATE TABLE directory_person (
    person_id   uuid PRIMARY KEY,
    staff_uid   text NOT NULL,
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    state       text NOT NULL,
    language    text NOT NULL,
    sequence    bigint NOT NULL,
    seen_in     uuid
);
CREATE INDEX directory_person_by_staff_uid ON directory_person (staff_uid);

CREATE TABLE directory_charge (
    charge_id     uuid PRIMARY KEY,
    person_id     uuid NOT NULL,
    post_id       uuid NOT NULL,
    kind          text NOT NULL,
    for_person    uuid,
    order_number  text NOT NULL,
    valid_from    date NOT NULL,
    valid_to      date,
    sequence      bigint NOT NULL,
    seen_in       uuid
);
CREATE INDEX directory_charge_by_post ON directory_charge (post_id);
CREATE INDEX directory_charge_by_person ON directory_charge (person_id);

CREATE TABLE directory_grant (
    grant_id      uuid PRIMARY KEY,
    post_id       uuid NOT NULL,
    order_number  text NOT NULL,
    valid_from    date NOT NULL,
    valid_to      date,
    sequence      bigint NOT NULL,
    seen_in       uuid
);
CREATE INDEX directory_grant_by_post ON directory_grant (post_id);

CREATE TABLE directory_portal (
    portal_id   uuid PRIMARY KEY,
    department  text NOT NULL,
    key_sha256  text NOT NULL,
    origins     text[] NOT NULL,
    state       text NOT NULL,
    sequence    bigint NOT NULL,
    seen_in     uuid
);
CREATE INDEX directory_portal_by_key ON directory_portal (key_sha256);

-- A revocation matters for as long as a token issued before it can live, so the table stays small.
CREATE TABLE revocation (
    person_id   uuid NOT NULL,
    session_id  uuid,
    revoked_at  timestamptz NOT NULL,
    CONSTRAINT one_revocation_per_session UNIQUE NULLS NOT DISTINCT (person_id, session_id)
);
CREATE INDEX revocation_by_time ON revocation (revoked_at);
