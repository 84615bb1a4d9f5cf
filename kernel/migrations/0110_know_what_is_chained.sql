-- Up to which entry every act was in the chain, whoever was still writing then: there the next look begins. It used to
-- begin 5,000 entries back; what a longer transaction wrote meanwhile was never chained, and is when this is begun anew.
ALTER TABLE audit_checkpoint ADD COLUMN complete_to bigint NOT NULL DEFAULT 0;
