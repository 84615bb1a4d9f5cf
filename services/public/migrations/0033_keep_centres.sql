-- Centres (Lok Seva Kendra) hand in cases for citizens: who did, how much a centre may, and slips for those
-- without a telephone.

-- How many cases a centre may hand in on a day. A row without an office holds for every centre that has none.
CREATE TABLE centre_allowance (
    allowance_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    office_id    uuid,
    per_day      integer NOT NULL CHECK (per_day >= 0),
    valid_from   date NOT NULL,
    valid_to     date,
    order_number text NOT NULL,
    source       text NOT NULL,
    CONSTRAINT allowance_runs_forward CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT one_allowance_per_day EXCLUDE USING gist (
        (coalesce(office_id::text, '')) WITH =, daterange(valid_from, valid_to, '[]') WITH &&
    )
);
INSERT INTO centre_allowance (per_day, valid_from, order_number, source) VALUES
(200, '2026-01-01', 'none yet', 'a working figure of this installation until the state orders one');

-- Through which centre and by whom a case was handed in.
CREATE TABLE handed_in (
    case_id   uuid PRIMARY KEY REFERENCES case_,
    office_id uuid NOT NULL,
    post_id   uuid NOT NULL,
    person_id uuid NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX handed_in_by_office ON handed_in (office_id, at, case_id);

-- The secret on a printed slip, as a keyed digest. A new slip ends the one before.
CREATE TABLE slip (
    slip_id    uuid PRIMARY KEY,
    case_id    uuid NOT NULL REFERENCES case_,
    digest     text NOT NULL,
    post_id    uuid NOT NULL,
    person_id  uuid NOT NULL,
    identified text NOT NULL CHECK (identified IN ('FIRST', 'CARD', 'WITNESS')),
    issued_at  timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX one_living_slip_per_case ON slip (case_id) WHERE ended_at IS NULL;
