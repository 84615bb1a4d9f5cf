-- Up to which entry every act was in the chain, whoever was still writing then: there the next look begins. It used to
-- begin 5,000 entries back; what a longer transaction wrote meanwhile was never chained, and is when this is begun anew.
ALTER TABLE audit_checkpoint ADD COLUMN complete_to bigint NOT NULL DEFAULT 0;

-- A link is made from its act, and neither is ever changed or deleted; to check it again locked each act once more.
ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_entry_fkey;
