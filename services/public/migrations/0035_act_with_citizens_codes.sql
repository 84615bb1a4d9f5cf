-- A centre acts with the code that the citizen received. A filing that was written at a counter waits for its code
-- there, and becomes a case at that centre alone.
ALTER TABLE filing ADD COLUMN office_id uuid;

-- A case that its citizen's code or slip opened at a counter: to one operator, in one session, for a short while.
CREATE TABLE centre_opening (
    case_id    uuid NOT NULL REFERENCES case_,
    session_id uuid NOT NULL,
    person_id  uuid NOT NULL,
    office_id  uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, session_id)
);
CREATE INDEX centre_opening_expiring ON centre_opening (expires_at);
