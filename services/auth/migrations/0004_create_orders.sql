-- Orders about the organisation and about leaving the service: what was ordered, from which day it holds, and
-- whether it was carried out. One that holds from a later day waits here until that day.

CREATE TABLE unit_order (
    order_id      uuid PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('DEPARTMENT', 'AREA', 'OFFICE', 'POST', 'PERSON')),
    code          text NOT NULL,
    act           text NOT NULL CHECK (act IN (
                      'ENTER', 'CHANGE', 'RENAME', 'CLOSE', 'MERGE', 'SPLIT', 'IMPORT', 'RETIRE')),
    order_number  text NOT NULL CHECK (order_number <> ''),
    holds_from    date NOT NULL,
    facts         jsonb NOT NULL,
    given_by      uuid,
    given_at      timestamptz NOT NULL,
    state         text NOT NULL CHECK (state IN ('WAITING', 'DONE', 'REFUSED', 'WITHDRAWN')),
    state_since   timestamptz NOT NULL,
    refusal       text,
    CONSTRAINT refused_order_has_a_refusal CHECK ((state = 'REFUSED') = (refusal IS NOT NULL))
);
CREATE INDEX unit_order_by_unit ON unit_order (kind, code, given_at);
CREATE INDEX unit_order_waiting ON unit_order (holds_from, given_at) WHERE state = 'WAITING';
SELECT forbid('DELETE, TRUNCATE', 'unit_order');

-- What a charge allows: acting for the post, or only reading what lies there.
ALTER TABLE charge ADD COLUMN scope text NOT NULL DEFAULT 'ACT';
ALTER TABLE charge ADD CONSTRAINT charge_scope CHECK (
    scope = 'ACT' OR (scope = 'READ' AND kind IN ('LINK_OFFICER', 'DELEGATED')));

CREATE INDEX access_grant_by_post ON access_grant (post_id);
