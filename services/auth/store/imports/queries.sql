-- name: add_batch
-- A table was handed in.
INSERT INTO import_batch (batch_id, state, filename, department, asked_by, asked_for, asked_in, asked_during,
       handed_in_at, changed_at, sha256, wrapped_key)
VALUES (%(batch_id)s, 'UPLOADED', %(filename)s, %(department)s, %(asked_by)s, %(asked_for)s, %(asked_in)s,
       %(asked_during)s, %(now)s, %(now)s, %(sha256)s, %(wrapped_key)s);

-- name: find_batch
-- One table with how far it has come.
SELECT b.batch_id, b.state, b.filename, b.department, b.asked_by, b.asked_for, b.asked_in, b.asked_during,
       b.handed_in_at, b.changed_at, b.sha256, b.wrapped_key, b.attempts, b.new_rows, b.changed_rows,
       b.unchanged_rows, b.refused_rows, b.cause, coalesce(p.done, 0) AS done, coalesce(p.total, 0) AS total
  FROM import_batch b
  LEFT JOIN import_progress p ON p.batch_id = b.batch_id
 WHERE b.batch_id = %(batch_id)s;

-- name: lock_batch
-- Who changes a table's state does it alone.
SELECT state, refused_rows, new_rows + changed_rows AS effective_rows
  FROM import_batch
 WHERE batch_id = %(batch_id)s
   FOR UPDATE;

-- name: find_batches
-- The tables handed in for some departments, the newest first; without *departments* all.
SELECT b.batch_id, b.state, b.filename, b.department, b.handed_in_at, b.changed_at, b.new_rows, b.changed_rows,
       b.unchanged_rows, b.refused_rows, b.cause, coalesce(p.done, 0) AS done, coalesce(p.total, 0) AS total
  FROM import_batch b
  LEFT JOIN import_progress p ON p.batch_id = b.batch_id
 WHERE %(departments)s::text[] IS NULL OR b.department = ANY (%(departments)s)
 ORDER BY b.handed_in_at DESC, b.batch_id
 LIMIT %(limit)s;

-- name: order_batch
-- A checked table shall be entered, by somebody who is recorded with every row.
UPDATE import_batch
   SET state = 'ORDERED', changed_at = %(now)s, attempts = 0, asked_by = %(asked_by)s, asked_for = %(asked_for)s,
       asked_in = %(asked_in)s, asked_during = %(asked_during)s
 WHERE batch_id = %(batch_id)s;

-- name: forget_batch
-- A table goes with its rows.
DELETE FROM import_batch WHERE batch_id = %(batch_id)s RETURNING sha256;

-- name: forget_batches
-- Tables that everybody has seen by now go with their rows; whose files are still there is told.
DELETE FROM import_batch WHERE changed_at < %(before)s RETURNING sha256;

-- name: find_named_files
-- Which of these files a table still waits for.
SELECT sha256 FROM import_batch WHERE sha256 = ANY (%(addresses)s);

-- name: take_import_turn
-- One process works off tables; its turn ends at the latest with its connection.
SELECT pg_try_advisory_lock(hashtext('import of employees'));

-- name: end_import_turn
-- The next process may begin at once: the database notices a closed connection a moment later.
SELECT pg_advisory_unlock(hashtext('import of employees'));

-- name: count_waiting
-- How many tables wait for the process.
SELECT count(*) FROM import_batch WHERE state IN ('UPLOADED', 'ORDERED');

-- name: begin_next
-- The table that has waited longest, counted as tried before the work begins.
UPDATE import_batch
   SET attempts = attempts + 1
 WHERE batch_id = (SELECT batch_id FROM import_batch
                    WHERE state IN ('UPLOADED', 'ORDERED') ORDER BY changed_at, batch_id LIMIT 1)
RETURNING batch_id;

-- name: save_batch
-- What became of a table as a whole.
UPDATE import_batch b
   SET state = %(state)s, changed_at = %(now)s, cause = %(cause)s, attempts = 0, sha256 = NULL, wrapped_key = NULL,
       new_rows = r.new_rows, changed_rows = r.changed_rows, unchanged_rows = r.unchanged_rows,
       refused_rows = r.refused_rows
  FROM (SELECT count(*) FILTER (WHERE outcome = 'NEW') AS new_rows,
               count(*) FILTER (WHERE outcome = 'CHANGED') AS changed_rows,
               count(*) FILTER (WHERE outcome = 'UNCHANGED') AS unchanged_rows,
               count(*) FILTER (WHERE outcome = 'REFUSED') AS refused_rows
          FROM import_row
         WHERE batch_id = %(batch_id)s) r
 WHERE b.batch_id = %(batch_id)s;

-- name: save_progress
-- How far the work has come, committed beside it.
INSERT INTO import_progress (batch_id, done, total, at)
VALUES (%(batch_id)s, %(done)s, %(total)s, clock_timestamp())
    ON CONFLICT (batch_id) DO UPDATE SET done = EXCLUDED.done, total = EXCLUDED.total, at = EXCLUDED.at;

-- name: add_faults
-- What was wrong in a table, for the worker to count.
INSERT INTO import_fault (code, times)
SELECT f.code, f.times
  FROM unnest(%(codes)s::text[], %(times)s::integer[]) AS f (code, times);

-- name: take_faults
-- What is not counted yet.
DELETE FROM import_fault RETURNING code, times;

-- name: forget_rows
-- A table is checked anew from its beginning.
DELETE FROM import_row WHERE batch_id = %(batch_id)s;

-- name: add_rows
-- Rows as they were read, with what will become of them.
INSERT INTO import_row (batch_id, line, outcome, staff_uid, name_en, name_hi, language, department, post,
       order_number, charge_from, wrapped_contact, problems)
SELECT %(batch_id)s, r.line, r.outcome, r.staff_uid, r.name_en, r.name_hi, r.language, r.department, r.post,
       r.order_number, r.charge_from, decode(r.wrapped_contact, 'base64'), r.problems
  FROM jsonb_to_recordset(%(rows)s) AS r (
       line integer, outcome text, staff_uid text, name_en text, name_hi text, language text, department text,
       post text, order_number text, charge_from date, wrapped_contact text, problems jsonb);

-- name: save_outcomes
-- What will become of rows, found out anew.
UPDATE import_row i
   SET outcome = r.outcome, problems = r.problems
  FROM jsonb_to_recordset(%(rows)s) AS r (line integer, outcome text, problems jsonb)
 WHERE i.batch_id = %(batch_id)s AND i.line = r.line;

-- name: find_rows
-- Rows of a table in their order, of one outcome or of all.
SELECT line, outcome, staff_uid, name_en, name_hi, language, department, post, order_number, charge_from,
       wrapped_contact, problems
  FROM import_row
 WHERE batch_id = %(batch_id)s AND line > %(after)s AND (%(outcome)s::text IS NULL OR outcome = %(outcome)s)
 ORDER BY line
 LIMIT %(limit)s;

-- name: find_without_login
-- Employees of a table who serve and cannot sign in yet; with *again* also those who were given a way to it before.
SELECT p.person_id, p.staff_uid
  FROM import_row r
  JOIN person p ON p.staff_uid = r.staff_uid
 WHERE r.batch_id = %(batch_id)s AND r.outcome <> 'REFUSED' AND p.state = 'ACTIVE'
   AND NOT EXISTS (SELECT 1 FROM credential k WHERE k.person_id = p.person_id)
   AND (%(again)s OR NOT EXISTS (SELECT 1 FROM first_login f
                                  WHERE f.person_id = p.person_id AND f.used_at IS NULL AND f.withdrawn_at IS NULL
                                    AND f.expires_at > %(now)s))
 ORDER BY r.line
 LIMIT %(limit)s
   FOR NO KEY UPDATE OF p;

-- name: find_known
-- Employees of these numbers as they are, with the departments to which they belong.
SELECT p.person_id, p.staff_uid, p.name_en, p.name_hi, p.language, p.state, c.wrapped AS wrapped_contact,
       coalesce(h.departments, array_remove(ARRAY[p.home_department], NULL)) AS departments,
       coalesce(h.works_for_state, false) AS works_for_state
  FROM person p
  LEFT JOIN contact c ON c.person_id = p.person_id
  LEFT JOIN LATERAL (
       SELECT array_agg(DISTINCT f.department) AS departments, bool_or(o.roles && %(state_roles)s::text[]) AS works_for_state
         FROM charge g
         JOIN post o ON o.post_id = g.post_id
         JOIN office f ON f.office_id = o.office_id
        WHERE g.person_id = p.person_id
          AND (g.valid_to IS NULL OR g.valid_to >= greatest(%(on)s, g.valid_from))) h ON true
 WHERE p.staff_uid = ANY (%(staff_uids)s);

-- name: find_posts_named
-- Posts by their codes, with what an appointment is decided by.
SELECT p.code, p.post_id, o.department, p.sanctioned, p.valid_from, p.valid_to, p.roles
  FROM post p
  JOIN office o ON o.office_id = p.office_id
 WHERE p.code = ANY (%(codes)s);

-- name: find_substantive
-- Substantive charges of these posts or these people, past ones too: orders may begin in the past.
SELECT charge_id, person_id, post_id, seat, kind, order_number, valid_from, valid_to, for_person
  FROM charge
 WHERE kind = 'SUBSTANTIVE' AND (post_id = ANY (%(post_ids)s) OR person_id = ANY (%(person_ids)s));

-- name: enter_people
-- New employees, and names and language brought up to date.
INSERT INTO person AS here (person_id, staff_uid, name_en, name_hi, language, state, state_since, state_order,
       home_department)
SELECT r.person_id, r.staff_uid, r.name_en, r.name_hi, r.language, 'ACTIVE', %(now)s, 'entered', r.department
  FROM jsonb_to_recordset(%(rows)s) AS r (
       person_id uuid, staff_uid text, name_en text, name_hi text, language text, department text)
    ON CONFLICT (person_id) DO UPDATE
   SET name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi, language = EXCLUDED.language
 WHERE (here.name_en, here.name_hi, here.language)
       IS DISTINCT FROM (EXCLUDED.name_en, EXCLUDED.name_hi, EXCLUDED.language)
RETURNING person_id, staff_uid, name_en, name_hi, state, language;

-- name: save_contacts
-- Contacts of many employees, wrapped.
INSERT INTO contact (person_id, wrapped)
SELECT * FROM unnest(%(person_ids)s::uuid[], %(wrapped)s::bytea[])
    ON CONFLICT (person_id) DO UPDATE SET wrapped = EXCLUDED.wrapped;

-- name: add_charges
-- Substantive charges of many employees.
INSERT INTO charge (charge_id, person_id, post_id, seat, kind, order_number, valid_from)
SELECT r.charge_id, r.person_id, r.post_id, r.seat, 'SUBSTANTIVE', r.order_number, r.valid_from
  FROM jsonb_to_recordset(%(rows)s) AS r (
       charge_id uuid, person_id uuid, post_id uuid, seat integer, order_number text, valid_from date);
