-- Days at home, the ledger of half-days behind them, absences, duty hours and attendance orders.
-- `valid_to` is the last day on which a row holds. Amounts are half-days; 15 days are 30.

CREATE TABLE attendance_order (
    order_id             uuid PRIMARY KEY,
    authority            text NOT NULL,
    number               text,
    dated                date NOT NULL,
    valid_from           date NOT NULL,
    valid_to             date NOT NULL,
    always_attends       text,
    always_attends_level integer,
    cap_numerator        integer NOT NULL,
    cap_denominator      integer NOT NULL,
    slots                text[] NOT NULL,
    exemptions           text[] NOT NULL,
    office_levels        text[] NOT NULL,
    confirmed            boolean NOT NULL,
    CONSTRAINT cap_is_a_share CHECK (cap_numerator BETWEEN 1 AND cap_denominator),
    CONSTRAINT order_runs_forward CHECK (valid_to >= valid_from),
    CONSTRAINT rank_has_its_level CHECK ((always_attends IS NULL) = (always_attends_level IS NULL))
);
CREATE INDEX attendance_order_by_validity ON attendance_order (valid_from, valid_to);

CREATE TABLE duty_hours (
    duty_hours_id uuid PRIMARY KEY,
    scope         text NOT NULL CHECK (scope IN ('STATE', 'DEPARTMENT', 'OFFICE', 'PERSON')),
    scope_id      text NOT NULL,
    weekdays      integer[] NOT NULL CHECK (weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]),
    starts        time NOT NULL,
    ends          time NOT NULL,
    valid_from    date NOT NULL,
    valid_to      date,
    order_number  text NOT NULL,
    CONSTRAINT duty_runs_forward CHECK (ends > starts AND (valid_to IS NULL OR valid_to >= valid_from))
);
CREATE INDEX duty_hours_by_scope ON duty_hours (scope, scope_id);

-- What the migrations or an administrator wrote is announced once by the worker, so that every service has it.
CREATE TABLE announced_reference (
    subject      uuid PRIMARY KEY,
    announced_at timestamptz NOT NULL
);

CREATE TABLE wfh_quota (
    quota_id     uuid PRIMARY KEY,
    half_days    integer NOT NULL CHECK (half_days > 0),
    valid_from   date NOT NULL,
    valid_to     date,
    order_number text NOT NULL
);

-- The balance is kept by the ledger's trigger alone; its row is also the lock under which a person's days are given.
CREATE TABLE wfh_account (
    person_id uuid NOT NULL,
    year      integer NOT NULL,
    quota_id  uuid REFERENCES wfh_quota,
    half_days integer NOT NULL DEFAULT 0,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, year),
    CONSTRAINT balance_never_negative CHECK (half_days >= 0)
);

CREATE TABLE wfh_request (
    request_id    uuid PRIMARY KEY,
    person_id     uuid NOT NULL,
    post_id       uuid NOT NULL,
    department    text NOT NULL,
    office_id     uuid NOT NULL,
    approver_post uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('QUOTA', 'ROSTER')),
    order_id      uuid REFERENCES attendance_order,
    on_date       date NOT NULL,
    part          text NOT NULL CHECK (part IN ('FULL', 'FORENOON', 'AFTERNOON')),
    state         text NOT NULL CHECK (state IN ('REQUESTED', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'RECALLED',
                                                 'LAPSED', 'TAKEN')),
    reason        text NOT NULL,
    requested_at  timestamptz NOT NULL,
    decided_at    timestamptz,
    decided_by    uuid,
    decided_for   uuid,
    decided_post  uuid,
    remark        text,
    CONSTRAINT roster_names_its_order CHECK ((kind = 'ROSTER') = (order_id IS NOT NULL))
);
CREATE UNIQUE INDEX one_forenoon_at_home ON wfh_request (person_id, on_date)
    WHERE part <> 'AFTERNOON' AND state IN ('REQUESTED', 'APPROVED', 'TAKEN');
CREATE UNIQUE INDEX one_afternoon_at_home ON wfh_request (person_id, on_date)
    WHERE part <> 'FORENOON' AND state IN ('REQUESTED', 'APPROVED', 'TAKEN');
CREATE INDEX wfh_request_by_approver ON wfh_request (approver_post, on_date) WHERE state = 'REQUESTED';
CREATE INDEX wfh_request_open ON wfh_request (on_date) WHERE state IN ('REQUESTED', 'APPROVED');
CREATE INDEX wfh_request_by_person ON wfh_request (person_id, request_id);
CREATE INDEX wfh_request_by_office ON wfh_request (office_id, on_date) WHERE state IN ('APPROVED', 'TAKEN');

-- Append-only: a HOLD is undone by a RELEASE, a CONSUME by a REVERSE. The sum of a person's entries of a year
-- is the balance.
CREATE TABLE wfh_ledger (
    position     bigserial PRIMARY KEY,
    entry_id     uuid NOT NULL UNIQUE,
    person_id    uuid NOT NULL,
    year         integer NOT NULL,
    kind         text NOT NULL,
    half_days    integer NOT NULL,
    request_id   uuid REFERENCES wfh_request,
    order_number text NOT NULL,
    at           timestamptz NOT NULL,
    FOREIGN KEY (person_id, year) REFERENCES wfh_account,
    CONSTRAINT entry_has_its_sign CHECK (
        CASE
            WHEN kind IN ('GRANT', 'RELEASE', 'REVERSE') THEN half_days > 0
            WHEN kind IN ('HOLD', 'CONSUME', 'EXPIRE') THEN half_days < 0
            WHEN kind = 'ADJUST' THEN half_days <> 0
            ELSE false
        END),
    CONSTRAINT one_entry_of_a_kind_per_request UNIQUE (request_id, kind)
);
CREATE UNIQUE INDEX one_grant_and_one_expiry_per_year ON wfh_ledger (person_id, year, kind)
    WHERE kind IN ('GRANT', 'EXPIRE');
CREATE INDEX wfh_ledger_by_person ON wfh_ledger (person_id, year, position);

CREATE TRIGGER wfh_ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON wfh_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
SELECT forbid('UPDATE, DELETE, TRUNCATE', 'wfh_ledger');

CREATE FUNCTION keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE wfh_account SET half_days = half_days + NEW.half_days
     WHERE person_id = NEW.person_id AND year = NEW.year;
    RETURN NULL;
END $$;
CREATE TRIGGER wfh_ledger_keeps_balance AFTER INSERT ON wfh_ledger
    FOR EACH ROW EXECUTE FUNCTION keep_balance();

-- Depth 2 is the ledger's own trigger; whoever else updates an account would part it from its entries.
CREATE FUNCTION refuse_balance_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'the balance is kept by the ledger' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wfh_account_follows_ledger BEFORE UPDATE ON wfh_account
    FOR EACH ROW EXECUTE FUNCTION refuse_balance_by_hand();
SELECT forbid('DELETE, TRUNCATE', 'wfh_account');

CREATE TABLE absence (
    absence_id    uuid PRIMARY KEY,
    person_id     uuid NOT NULL,
    department    text NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('LEAVE', 'TOUR', 'TRAINING', 'OTHER')),
    starts_on     date NOT NULL,
    ends_on       date NOT NULL,
    state         text NOT NULL CHECK (state IN ('RECORDED', 'CANCELLED')),
    recorded_by   uuid NOT NULL,
    recorded_at   timestamptz NOT NULL,
    cancelled_at  timestamptz,
    CONSTRAINT absence_runs_forward CHECK (ends_on >= starts_on)
);
CREATE INDEX absence_by_person ON absence (person_id, ends_on) WHERE state = 'RECORDED';
