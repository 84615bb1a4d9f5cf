-- Every service's own copy of the working calendar; in the database of wfh it is the source itself.
-- `valid_to` is the last day on which a rule holds. A weekday rule without ordinals speaks of every such weekday.

CREATE TABLE calendar_rule (
    rule_id       uuid PRIMARY KEY,
    scope         text NOT NULL CHECK (scope IN ('STATE', 'DISTRICT', 'DEPARTMENT', 'OFFICE_KIND', 'OFFICE')),
    scope_id      text NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('WEEKDAY', 'DATE', 'HOURS')),
    weekday       integer CHECK (weekday BETWEEN 1 AND 7),
    ordinals      integer[] NOT NULL DEFAULT '{}',
    on_date       date,
    working       boolean,
    opens         time,
    closes        time,
    name_en       text NOT NULL,
    name_hi       text NOT NULL,
    valid_from    date NOT NULL,
    valid_to      date,
    order_number  text NOT NULL,
    sequence      bigint NOT NULL DEFAULT 0,
    CONSTRAINT validity_runs_forward CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT rule_says_something CHECK (
        CASE kind
            WHEN 'WEEKDAY' THEN weekday IS NOT NULL AND working IS NOT NULL AND on_date IS NULL
            WHEN 'DATE' THEN on_date IS NOT NULL AND working IS NOT NULL AND weekday IS NULL
            ELSE opens IS NOT NULL AND closes > opens AND on_date IS NULL
        END)
);
CREATE INDEX calendar_rule_by_scope ON calendar_rule (scope, scope_id);
