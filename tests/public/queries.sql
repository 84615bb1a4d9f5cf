-- name: make_number
-- A number as the database makes it.
SELECT case_number(%(year)s, %(mode)s, %(serial)s);

-- name: find_matches
-- Whether a text is found by some words.
SELECT words_of(%(text)s) @@ words_wanted(%(wanted)s);

-- name: find_announced
-- What was announced, in order.
SELECT envelope::json ->> 'type' AS type, envelope::json -> 'data' AS data, routing_key, exchange
  FROM outbox
 ORDER BY seq;

-- name: count_rows
-- How much there is of everything that an intake writes.
SELECT (SELECT count(*) FROM case_) AS cases, (SELECT count(*) FROM petition) AS petitions,
       (SELECT count(*) FROM complainant) AS complainants, (SELECT count(*) FROM document) AS documents,
       (SELECT count(*) FROM filing) AS filings, (SELECT count(*) FROM outbox) AS announced,
       (SELECT count(*) FROM audit) AS recorded;

-- name: change_history
-- What nobody may do.
UPDATE case_event SET what = 'NOTHING';

-- name: find_everything_written
-- All rows of all tables, as text, to look for what must not be there; the words for the search are asked for beside it.
SELECT string_agg(rows::text, ' ')
  FROM (SELECT format('%%I.%%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'public') AS t,
       query_to_xml(format('SELECT to_jsonb(r) - ''words'' AS row FROM %%s AS r', name), true, false, '') AS rows
 WHERE has_table_privilege(name, 'SELECT');

-- name: find_words
-- The words by which officers find the one petition that there is.
SELECT tsvector_to_array(words) FROM petition;

-- name: hold_legally
-- A court wants the papers kept.
UPDATE petition SET legal_hold = true;

-- name: erase_petitions
-- The words go, the case stays.
UPDATE petition SET sealed = NULL, words = '', erased_at = now();

-- name: find_pauses
-- For how long the clock stood.
SELECT paused_at, resumed_at FROM clock_pause ORDER BY paused_at;

-- name: find_answers
-- What is kept for requests that come twice.
SELECT answer FROM idempotency;

-- name: find_cells
-- The kept figures of states, after folding.
SELECT state, cases FROM pendency WHERE state IS NOT NULL;

-- name: find_acts
-- What is on record, in order.
SELECT act, subject, facts FROM audit ORDER BY entry;

-- name: last_case
-- How the newest case came in.
SELECT portal_id, mode, language, contact_confirmed_by AS confirmed_by FROM case_ ORDER BY case_id DESC LIMIT 1;

-- name: count_drafts
-- How many filings are in the making.
SELECT count(*) FROM draft;

-- name: find_drafts_written
-- All that is kept of filings in the making, as text, to look for what must not be there.
SELECT string_agg(d::text, ' ') || coalesce((SELECT string_agg(p::text, ' ') FROM draft_part p), '') FROM draft d;

-- name: count_protected
-- Cases whose citizen is not named to the office complained of.
SELECT count(*) FROM case_ WHERE protected;

-- name: count_parts
-- Parts of papers that are on their way.
SELECT count(*) FROM draft_part;

-- name: find_recorded
-- Who did what, in order; all acts without a name.
SELECT act, subject, person_id, post_id FROM audit WHERE %(act)s IN ('', act) ORDER BY at, audit_id;

-- name: count_openings
-- What is open at counters.
SELECT count(*) FROM centre_opening;
