-- name: spend_allowances, prepared
-- Take one from each allowance of fixed windows, in the order in which they are named, and tell how many were taken.
INSERT INTO allowance AS a (key, window_start, used)
SELECT t.key, t.window_start, 1 FROM unnest(%(keys)s::text[], %(window_starts)s::timestamptz[]) AS t(key, window_start)
ON CONFLICT (key, window_start) DO UPDATE SET used = a.used + 1
RETURNING a.key, a.used;

-- name: find_spent_allowances, prepared
-- How much was taken from the allowances of fixed windows.
SELECT a.key, a.used
  FROM unnest(%(keys)s::text[], %(window_starts)s::timestamptz[]) AS t(key, window_start)
  JOIN allowance a ON a.key = t.key AND a.window_start = t.window_start;

-- name: give_allowance_back, prepared
-- A try that was right does not count.
UPDATE allowance SET used = used - 1 WHERE key = %(key)s AND window_start = %(window_start)s AND used > 0;

-- name: forget_allowances
-- Windows that ended can no longer refuse anybody.
DELETE FROM allowance WHERE window_start < %(before)s;

-- name: forget_answers
-- Keys are promised for a limited time only.
DELETE FROM idempotency WHERE recorded_at < %(before)s;

-- name: find_unchained
-- Acts that the chain has not taken in yet, in their order. The bound is said of both tables: the planner would not
-- conclude it, and read the whole chain. In a digest an id is text.
SELECT a.entry, a.audit_id::text, a.at, a.actor_kind, a.person_id::text, a.post_id::text, a.for_person::text, a.zone,
       a.session_id::text, a.act, a.subject, a.facts, a.correlation_id::text
  FROM audit a
 WHERE a.entry > %(after)s AND a.entry <= %(upto)s
   AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.entry = a.entry AND c.entry > %(after)s)
 ORDER BY a.entry
 LIMIT %(limit)s;

-- name: find_horizon
-- The last number that was drawn from a sequence, the oldest transaction that runs, and this one, which began to write
-- after whoever drew so far. A snapshot's xmax is no such bound: it follows the last that ended, not the last that began.
SELECT pg_sequence_last_value(%(sequence)s::regclass) AS drawn,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_running,
       pg_current_xact_id()::text::bigint AS this_one;

-- name: count_unchained
-- How many acts the chain has not taken in yet.
SELECT count(*) FROM audit WHERE entry > %(last_entry)s;

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
SELECT position, digest, at, complete_to FROM audit_checkpoint ORDER BY position DESC LIMIT 1;

-- name: add_checkpoint
-- A checkpoint that a witness outside the database has seen.
INSERT INTO audit_checkpoint (position, digest, complete_to) VALUES (%(position)s, %(digest)s, %(complete_to)s)
ON CONFLICT (position) DO NOTHING;

-- name: find_chained
-- The chain with its acts, for a verifier.
SELECT c.position, c.digest, a.entry, a.audit_id::text, a.at, a.actor_kind, a.person_id::text, a.post_id::text,
       a.for_person::text, a.zone, a.session_id::text, a.act, a.subject, a.facts, a.correlation_id::text
  FROM audit_chain c JOIN audit a USING (entry)
 WHERE c.position > %(after)s
 ORDER BY c.position
 LIMIT %(limit)s;

-- name: record_act, prepared
-- An act is written in the round trip of its transaction's commit.
INSERT INTO audit (audit_id, at, actor_kind, person_id, post_id, for_person, zone, session_id, act, subject, facts,
                   correlation_id)
VALUES (%(audit_id)s, %(at)s, %(actor_kind)s, %(person_id)s, %(post_id)s, %(for_person)s, %(zone)s, %(session_id)s,
        %(act)s, %(subject)s, %(facts)s, %(correlation_id)s);

-- name: hold_subjects, prepared
-- Subjects, held in the order of their ids until the end of the transaction; a new one begins here, for two that begin
-- the same ones wait for each other as well. One that is there is only held: nothing is written.
INSERT INTO aggregate_version AS v (subject, version, department)
SELECT spoken.subject, 0, coalesce(spoken.born_in, 'state')
  FROM unnest(%(subjects)s::text[], %(born_in)s::text[]) AS spoken (subject, born_in)
 ORDER BY spoken.subject COLLATE "C"
ON CONFLICT (subject) DO UPDATE SET version = v.version WHERE false;

-- name: announce, prepared
-- The subject's version is raised, and its event is written with this number. It names the newest earlier one of each
-- kind that the history keeps.
WITH bumped AS (
    INSERT INTO aggregate_version AS v (subject, version, department, latest)
    VALUES (%(subject)s::text, 1, coalesce(%(born_in)s::text, 'state'), %(latest)s)
    ON CONFLICT (subject) DO UPDATE
       SET version = v.version + 1, earlier = v.earlier || v.latest, latest = excluded.latest
    RETURNING version, department, earlier
)
INSERT INTO outbox (event_id, subject, sequence, exchange, routing_key, envelope)
SELECT %(event_id)s, %(subject)s, version, %(exchange)s, %(kind)s::text || '.' || lower(department),
       '{"sequence":"' || lpad(version::text, 20, '0') || '","department":' || to_json(department)::text || ','
       || coalesce('"after":"' || (SELECT string_agg(said.kind || '=' || said.id, ' ' ORDER BY said.id)
                                     FROM jsonb_each_text(earlier) AS said (kind, id)) || '",', '')
       || substr(%(body)s::text, 2)
  FROM bumped;
