-- The directory of record: departments, areas, offices, ranks, posts, people and their charges.
-- Periods are days and count both ends; valid_to one day before valid_from marks what never came to hold.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE department (
    code        text PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9_]{1,15}$'),
    kind        text NOT NULL,
    parent      text REFERENCES department (code),
    name_en     text NOT NULL CHECK (name_en <> ''),
    name_hi     text NOT NULL CHECK (name_hi <> ''),
    valid_from  date NOT NULL,
    valid_to    date,
    successor   text REFERENCES department (code),
    CONSTRAINT department_is_not_its_own_parent CHECK (parent <> code AND successor <> code),
    CONSTRAINT department_period CHECK (valid_to >= valid_from - 1)
);
CREATE INDEX department_by_parent ON department (parent);

CREATE TABLE area (
    code        text PRIMARY KEY CHECK (code ~ '^[A-Z][A-Z0-9-]{1,31}$'),
    kind        text NOT NULL,
    parent      text REFERENCES area (code),
    name_en     text NOT NULL CHECK (name_en <> ''),
    name_hi     text NOT NULL CHECK (name_hi <> ''),
    lgd_code    text,
    valid_from  date NOT NULL,
    valid_to    date,
    successor   text REFERENCES area (code),
    CONSTRAINT area_is_not_its_own_parent CHECK (parent <> code AND successor <> code),
    CONSTRAINT area_period CHECK (valid_to >= valid_from - 1)
);
CREATE INDEX area_by_parent ON area (parent);

CREATE TABLE office_level (
    level           text PRIMARY KEY,
    name_en         text NOT NULL,
    name_hi         text NOT NULL,
    nodal_rank      text NOT NULL,
    appellate_rank  text NOT NULL
);

CREATE TABLE office (
    office_id   uuid PRIMARY KEY,
    code        text NOT NULL CONSTRAINT one_office_per_code UNIQUE,
    kind        text NOT NULL,
    level       text NOT NULL REFERENCES office_level (level),
    department  text NOT NULL REFERENCES department (code),
    area        text NOT NULL REFERENCES area (code),
    parent_id   uuid REFERENCES office (office_id),
    name_en     text NOT NULL CHECK (name_en <> ''),
    name_hi     text NOT NULL CHECK (name_hi <> ''),
    valid_from  date NOT NULL,
    valid_to    date,
    successor   uuid REFERENCES office (office_id),
    CONSTRAINT office_is_not_its_own_parent CHECK (parent_id <> office_id AND successor <> office_id),
    CONSTRAINT office_period CHECK (valid_to >= valid_from - 1)
);
CREATE INDEX office_by_department ON office (department);

-- A rank's level may change by order, so it has one row per period.
CREATE TABLE rank (
    code        text NOT NULL,
    level       integer NOT NULL CHECK (level BETWEEN 1 AND 99),
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    service_group text NOT NULL,
    valid_from  date NOT NULL,
    valid_to    date,
    PRIMARY KEY (code, valid_from),
    CONSTRAINT rank_period CHECK (valid_to >= valid_from - 1),
    CONSTRAINT one_level_per_rank_and_day EXCLUDE USING gist (
        code WITH =, daterange(valid_from, valid_to + 1) WITH &&)
);

CREATE TABLE post (
    post_id     uuid PRIMARY KEY,
    code        text NOT NULL CONSTRAINT one_post_per_code UNIQUE,
    office_id   uuid NOT NULL REFERENCES office (office_id),
    rank        text NOT NULL,
    name_en     text NOT NULL CHECK (name_en <> ''),
    name_hi     text NOT NULL CHECK (name_hi <> ''),
    reports_to  uuid REFERENCES post (post_id),
    roles       text[] NOT NULL,
    sanctioned  integer NOT NULL CHECK (sanctioned >= 0),
    valid_from  date NOT NULL,
    valid_to    date,
    successor   uuid REFERENCES post (post_id),
    CONSTRAINT post_does_not_report_to_itself CHECK (reports_to <> post_id AND successor <> post_id),
    CONSTRAINT post_period CHECK (valid_to >= valid_from - 1),
    CONSTRAINT post_roles_are_known CHECK (roles <@ ARRAY[
        'dealing_assistant', 'section_officer', 'approving_officer', 'nodal_officer', 'appellate_officer',
        'collector', 'department_admin', 'state_admin', 'operator', 'auditor', 'identity_custodian',
        'facilitator', 'registry'])
);
CREATE INDEX post_by_office ON post (office_id);
CREATE INDEX post_by_role ON post USING gin (roles);

CREATE TABLE person (
    person_id     uuid PRIMARY KEY,
    staff_uid     text NOT NULL CONSTRAINT one_person_per_staff_uid UNIQUE CHECK (staff_uid ~ '^[A-Z]{2}[0-9]{4,10}$'),
    name_en       text NOT NULL CHECK (name_en <> ''),
    name_hi       text NOT NULL CHECK (name_hi <> ''),
    language      text NOT NULL,
    state         text NOT NULL CHECK (state IN ('ACTIVE', 'SUSPENDED', 'LEFT')),
    state_since   timestamptz NOT NULL,
    state_order   text NOT NULL
);

-- The staff number stays with the person for life.
CREATE FUNCTION refuse_new_staff_uid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a staff number never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER staff_uid_is_permanent BEFORE UPDATE OF staff_uid, person_id ON person
    FOR EACH ROW WHEN (OLD.staff_uid <> NEW.staff_uid OR OLD.person_id <> NEW.person_id)
    EXECUTE FUNCTION refuse_new_staff_uid();

CREATE TABLE charge (
    charge_id     uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES person (person_id),
    post_id       uuid NOT NULL REFERENCES post (post_id),
    seat          integer NOT NULL DEFAULT 1 CHECK (seat >= 1),
    kind          text NOT NULL CHECK (kind IN (
                      'SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED')),
    for_person    uuid REFERENCES person (person_id),
    order_number  text NOT NULL CHECK (order_number <> ''),
    valid_from    date NOT NULL,
    valid_to      date,
    ended_by      text,
    CONSTRAINT charge_period CHECK (valid_to >= valid_from - 1),
    CONSTRAINT who_stands_in_names_for_whom CHECK (
        (kind IN ('LINK_OFFICER', 'DELEGATED')) = (for_person IS NOT NULL)),
    CONSTRAINT nobody_stands_in_for_himself CHECK (for_person <> person_id),
    CONSTRAINT standing_in_has_an_end CHECK (kind NOT IN ('LINK_OFFICER', 'DELEGATED') OR valid_to IS NOT NULL),
    CONSTRAINT one_substantive_holder_per_seat EXCLUDE USING gist (
        post_id WITH =, seat WITH =, daterange(valid_from, valid_to + 1) WITH &&) WHERE (kind = 'SUBSTANTIVE'),
    CONSTRAINT one_substantive_post_per_person EXCLUDE USING gist (
        person_id WITH =, daterange(valid_from, valid_to + 1) WITH &&) WHERE (kind = 'SUBSTANTIVE'),
    CONSTRAINT one_charge_of_a_kind EXCLUDE USING gist (
        person_id WITH =, post_id WITH =, kind WITH =, daterange(valid_from, valid_to + 1) WITH &&)
);
CREATE INDEX charge_by_post ON charge (post_id);

CREATE TABLE access_grant (
    grant_id      uuid PRIMARY KEY,
    post_id       uuid NOT NULL REFERENCES post (post_id),
    order_number  text NOT NULL CHECK (order_number <> ''),
    valid_from    date NOT NULL,
    valid_to      date,
    ended_by      text,
    CONSTRAINT access_grant_period CHECK (valid_to >= valid_from - 1),
    CONSTRAINT one_grant_per_post_and_day EXCLUDE USING gist (
        post_id WITH =, daterange(valid_from, valid_to + 1) WITH &&)
);

CREATE TABLE portal (
    portal_id   uuid PRIMARY KEY,
    department  text NOT NULL REFERENCES department (code),
    name_en     text NOT NULL,
    name_hi     text NOT NULL,
    key_sha256  text NOT NULL CONSTRAINT one_portal_per_key UNIQUE,
    origins     text[] NOT NULL,
    state       text NOT NULL CHECK (state IN ('ACTIVE', 'CLOSED'))
);
