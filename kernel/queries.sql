-- name: spend_allowance
-- Take one from a fixed window's allowance and tell how many were taken.
INSERT INTO allowance AS a (key, window_start, used)
VALUES (%(key)s, %(window_start)s, 1)
ON CONFLICT (key, window_start) DO UPDATE SET used = a.used + 1
RETURNING used;

-- name: forget_allowances
-- Windows that ended can no longer refuse anybody.
DELETE FROM allowance WHERE window_start < %(before)s;

-- name: forget_answers
-- Keys are promised for a limited time only.
DELETE FROM idempotency WHERE recorded_at < %(before)s;

-- name: find_unchained
-- Acts that the chain has not taken in yet, in their order.
SELECT a.entry, a.audit_id, a.at, a.actor_kind, a.person_id, a.post_id, a.for_person, a.zone, a.session_id, a.act,
       a.subject, a.facts, a.correlation_id
  FROM audit a
 WHERE a.entry > %(last_entry)s - 5000
   AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry = a.entry)
 ORDER BY a.entry
 LIMIT %(limit)s;

-- name: find_chain_head
-- The last link and the highest entry that is chained.
SELECT position, digest, (SELECT max(entry) FROM audit_chain) AS last_entry
  FROM audit_chain ORDER BY position DESC LIMIT 1;

-- name: add_links
-- The chain's next links.
INSERT INTO audit_chain (position, entry, digest)
SELECT * FROM unnest(%(positions)s::bigint[], %(entries)s::bigint[], %(digests)s::text[]);

-- name: find_last_checkpoint
-- The checkpoint that was witnessed last.
SELECT position, digest, at FROM audit_checkpoint ORDER BY position DESC LIMIT 1;

-- name: add_checkpoint
-- A checkpoint that a witness outside the database has seen.
INSERT INTO audit_checkpoint (position, digest) VALUES (%(position)s, %(digest)s)
ON CONFLICT (position) DO NOTHING;

-- name: find_chained
-- The chain with its acts, for a verifier.
SELECT c.position, c.digest, a.entry, a.audit_id, a.at, a.actor_kind, a.person_id, a.post_id, a.for_person, a.zone,
       a.session_id, a.act, a.subject, a.facts, a.correlation_id
  FROM audit_chain c JOIN audit a USING (entry)
 WHERE c.position > %(after)s
 ORDER BY c.position
 LIMIT %(limit)s;
