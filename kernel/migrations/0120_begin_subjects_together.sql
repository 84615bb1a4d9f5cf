-- Several subjects that begin in one transaction are held in the order of their ids before their first event gives them
-- the number one; until then, inside that transaction, it is zero. Every row there is has a number above zero: nobody
-- has to wait until that was looked at.
ALTER TABLE aggregate_version
    DROP CONSTRAINT aggregate_version_version_check,
    ADD CONSTRAINT aggregate_version_version_check CHECK (version >= 0) NOT VALID;
