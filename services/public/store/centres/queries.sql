-- name: find_allowance
-- How many cases a centre may hand in on a day, and by which order: its own, else the one for all.
SELECT per_day, order_number, valid_from FROM centre_allowance
 WHERE (office_id = %(office_id)s OR office_id IS NULL)
   AND valid_from <= %(on)s AND (valid_to IS NULL OR %(on)s <= valid_to)
 ORDER BY office_id NULLS LAST
 LIMIT 1;

-- name: end_allowance
-- What held for a centre, or for all, ends on the day before another order.
UPDATE centre_allowance SET valid_to = %(valid_from)s::date - 1
 WHERE office_id IS NOT DISTINCT FROM %(office_id)s AND valid_from < %(valid_from)s
   AND (valid_to IS NULL OR valid_to >= %(valid_from)s);

-- name: add_allowance
-- An order about how many cases a centre may hand in.
INSERT INTO centre_allowance (office_id, per_day, valid_from, order_number, source)
VALUES (%(office_id)s, %(per_day)s, %(valid_from)s, %(order_number)s, %(source)s);

-- name: add_handed_in
-- Through which centre, by whom and from where a case came, and which mobile was written down for whom.
INSERT INTO handed_in (case_id, office_id, post_id, person_id, at, mobile_digest, name_digest, source_digest)
VALUES (%(case_id)s, %(office_id)s, %(post_id)s, %(person_id)s, %(now)s, %(mobile_digest)s, %(name_digest)s,
        %(source_digest)s);

-- name: was_handed_in_from
-- Whether a centre handed a case in from this address.
SELECT EXISTS (SELECT FROM handed_in WHERE case_id = %(case_id)s AND source_digest = %(source_digest)s);

-- name: find_handed_in
-- What a centre handed in since a moment, the newest first: number, date and state, nothing of the content.
SELECT c.case_id, c.number, c.state, h.at, h.post_id
  FROM handed_in h
  JOIN case_ c USING (case_id)
 WHERE h.office_id = %(office_id)s AND h.at >= %(since)s AND h.case_id < %(before_id)s
 ORDER BY h.case_id DESC
 LIMIT %(limit)s;

-- name: find_handed_in_case
-- A case by its number, if the centre handed it in.
SELECT c.case_id FROM case_ c JOIN handed_in h USING (case_id)
 WHERE c.number = %(number)s AND h.office_id = %(office_id)s;

-- name: find_centre_of_case
-- Through which centre a case came.
SELECT office_id FROM handed_in WHERE case_id = %(case_id)s;

-- name: end_slips
-- A new slip ends the one before.
UPDATE slip SET ended_at = %(now)s WHERE case_id = %(case_id)s AND ended_at IS NULL;

-- name: add_slip
-- The secret of a printed slip, as a keyed digest, and how its holder was identified.
INSERT INTO slip (slip_id, case_id, digest, post_id, person_id, identified, issued_at)
VALUES (%(slip_id)s, %(case_id)s, %(digest)s, %(post_id)s, %(person_id)s, %(identified)s, %(now)s);

-- name: is_slip
-- Whether this is the living slip of a case.
SELECT EXISTS (SELECT FROM slip WHERE case_id = %(case_id)s AND digest = %(digest)s AND ended_at IS NULL);

-- name: awaits_slip
-- Whether a case that an operator handed in just now, without a code, has no slip yet.
SELECT EXISTS (
    SELECT FROM handed_in h JOIN case_ c USING (case_id)
     WHERE h.case_id = %(case_id)s AND h.person_id = %(person_id)s AND h.at > %(since)s
       AND c.contact_confirmed_by = 'NOBODY'
       AND NOT EXISTS (SELECT FROM slip s WHERE s.case_id = h.case_id));

-- name: save_opening
-- A code opened a case at a counter; entered again it stays open longer.
INSERT INTO centre_opening (case_id, session_id, person_id, office_id, expires_at)
VALUES (%(case_id)s, %(session_id)s, %(person_id)s, %(office_id)s, %(expires_at)s)
ON CONFLICT (case_id, session_id) DO UPDATE
   SET person_id = excluded.person_id, office_id = excluded.office_id, expires_at = excluded.expires_at;

-- name: find_opening
-- What a code opened to a session.
SELECT case_id, session_id, person_id, office_id, expires_at FROM centre_opening
 WHERE case_id = %(case_id)s AND session_id = %(session_id)s;

-- name: delete_opening
-- The operator shut the case.
DELETE FROM centre_opening WHERE case_id = %(case_id)s AND session_id = %(session_id)s;

-- name: delete_expired_openings
-- What is not open any more.
DELETE FROM centre_opening WHERE expires_at < %(before)s;
