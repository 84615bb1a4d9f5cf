-- A file goes from a post that ended to the one to which its work fell. Every line there is has one of the older kinds.
ALTER TABLE movement
    DROP CONSTRAINT movement_kind_check,
    ADD CONSTRAINT movement_kind_check
        CHECK (kind IN ('OPENED', 'FORWARDED', 'PULLED_BACK', 'CLOSED', 'REOPENED', 'PASSED_ON')) NOT VALID;
