-- name: save_departments
-- Enter departments or bring them up to date; only what changed comes back.
INSERT INTO department AS here (code, kind, parent, name_en, name_hi, valid_from, valid_to, successor)
SELECT r.code, r.kind, r.parent, r.name_en, r.name_hi, r.valid_from, r.valid_to, r.successor
  FROM jsonb_to_recordset(%(rows)s) AS r (
       code text, kind text, parent text, name_en text, name_hi text, valid_from date, valid_to date, successor text)
    ON CONFLICT (code) DO UPDATE
   SET kind = EXCLUDED.kind, parent = EXCLUDED.parent, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, successor = EXCLUDED.successor
 WHERE (here.kind, here.parent, here.name_en, here.name_hi, here.valid_from, here.valid_to, here.successor)
       IS DISTINCT FROM
       (EXCLUDED.kind, EXCLUDED.parent, EXCLUDED.name_en, EXCLUDED.name_hi, EXCLUDED.valid_from, EXCLUDED.valid_to,
       EXCLUDED.successor)
RETURNING code, kind, parent, name_en, name_hi, valid_from, valid_to, successor;

-- name: save_areas
-- Enter areas or bring them up to date; only what changed comes back.
INSERT INTO area AS here (code, kind, parent, name_en, name_hi, lgd_code, valid_from, valid_to, successor)
SELECT r.code, r.kind, r.parent, r.name_en, r.name_hi, r.lgd_code, r.valid_from, r.valid_to, r.successor
  FROM jsonb_to_recordset(%(rows)s) AS r (
       code text, kind text, parent text, name_en text, name_hi text, lgd_code text, valid_from date, valid_to date,
       successor text)
    ON CONFLICT (code) DO UPDATE
   SET kind = EXCLUDED.kind, parent = EXCLUDED.parent, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       lgd_code = EXCLUDED.lgd_code, valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to,
       successor = EXCLUDED.successor
 WHERE (here.kind, here.parent, here.name_en, here.name_hi, here.lgd_code, here.valid_from, here.valid_to,
       here.successor)
       IS DISTINCT FROM
       (EXCLUDED.kind, EXCLUDED.parent, EXCLUDED.name_en, EXCLUDED.name_hi, EXCLUDED.lgd_code, EXCLUDED.valid_from,
       EXCLUDED.valid_to, EXCLUDED.successor)
RETURNING code, kind, parent, name_en, name_hi, lgd_code, valid_from, valid_to, successor;

-- name: save_office_levels
-- Enter the levels of offices or bring them up to date.
INSERT INTO office_level (level, name_en, name_hi, nodal_rank, appellate_rank)
SELECT r.level, r.name_en, r.name_hi, r.nodal_rank, r.appellate_rank
  FROM jsonb_to_recordset(%(rows)s) AS r (
       level text, name_en text, name_hi text, nodal_rank text, appellate_rank text)
    ON CONFLICT (level) DO UPDATE
   SET name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi, nodal_rank = EXCLUDED.nodal_rank,
       appellate_rank = EXCLUDED.appellate_rank;

-- name: save_ranks
-- Enter ranks or bring them up to date; the codes of what changed come back.
INSERT INTO rank AS here (code, level, name_en, name_hi, service_group, valid_from, valid_to)
SELECT r.code, r.level, r.name_en, r.name_hi, r.service_group, r.valid_from, r.valid_to
  FROM jsonb_to_recordset(%(rows)s) AS r (
       code text, level integer, name_en text, name_hi text, service_group text, valid_from date, valid_to date)
    ON CONFLICT (code, valid_from) DO UPDATE
   SET level = EXCLUDED.level, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       service_group = EXCLUDED.service_group, valid_to = EXCLUDED.valid_to
 WHERE (here.level, here.name_en, here.name_hi, here.service_group, here.valid_to)
       IS DISTINCT FROM
       (EXCLUDED.level, EXCLUDED.name_en, EXCLUDED.name_hi, EXCLUDED.service_group, EXCLUDED.valid_to)
RETURNING code;

-- name: save_offices
-- Enter offices or bring them up to date; only what changed comes back.
INSERT INTO office AS here (office_id, code, kind, level, department, area, parent_id, name_en, name_hi, valid_from,
       valid_to, successor)
SELECT r.office_id, r.code, r.kind, r.level, r.department, r.area, r.parent_id, r.name_en, r.name_hi, r.valid_from,
       r.valid_to, r.successor
  FROM jsonb_to_recordset(%(rows)s) AS r (
       office_id uuid, code text, kind text, level text, department text, area text, parent_id uuid, name_en text,
       name_hi text, valid_from date, valid_to date, successor uuid)
    ON CONFLICT (office_id) DO UPDATE
   SET kind = EXCLUDED.kind, level = EXCLUDED.level, department = EXCLUDED.department, area = EXCLUDED.area,
       parent_id = EXCLUDED.parent_id, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, successor = EXCLUDED.successor
 WHERE (here.kind, here.level, here.department, here.area, here.parent_id, here.name_en, here.name_hi,
       here.valid_from, here.valid_to, here.successor)
       IS DISTINCT FROM
       (EXCLUDED.kind, EXCLUDED.level, EXCLUDED.department, EXCLUDED.area, EXCLUDED.parent_id, EXCLUDED.name_en,
       EXCLUDED.name_hi, EXCLUDED.valid_from, EXCLUDED.valid_to, EXCLUDED.successor)
RETURNING office_id, code, kind, level, department, area, parent_id, name_en, name_hi, valid_from, valid_to, successor;

-- name: save_posts
-- Enter posts or bring them up to date; the ids of what changed come back.
INSERT INTO post AS here (post_id, code, office_id, rank, name_en, name_hi, reports_to, roles, sanctioned, valid_from,
       valid_to, successor)
SELECT r.post_id, r.code, r.office_id, r.rank, r.name_en, r.name_hi, r.reports_to, r.roles, r.sanctioned, r.valid_from,
       r.valid_to, r.successor
  FROM jsonb_to_recordset(%(rows)s) AS r (
       post_id uuid, code text, office_id uuid, rank text, name_en text, name_hi text, reports_to uuid, roles text[],
       sanctioned integer, valid_from date, valid_to date, successor uuid)
    ON CONFLICT (post_id) DO UPDATE
   SET office_id = EXCLUDED.office_id, rank = EXCLUDED.rank, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       reports_to = EXCLUDED.reports_to, roles = EXCLUDED.roles, sanctioned = EXCLUDED.sanctioned,
       valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, successor = EXCLUDED.successor
 WHERE (here.office_id, here.rank, here.name_en, here.name_hi, here.reports_to, here.roles, here.sanctioned,
       here.valid_from, here.valid_to, here.successor)
       IS DISTINCT FROM
       (EXCLUDED.office_id, EXCLUDED.rank, EXCLUDED.name_en, EXCLUDED.name_hi, EXCLUDED.reports_to, EXCLUDED.roles,
       EXCLUDED.sanctioned, EXCLUDED.valid_from, EXCLUDED.valid_to, EXCLUDED.successor)
RETURNING post_id;

-- name: save_people
-- Enter employees or bring their names and language up to date; only what changed comes back.
INSERT INTO person AS here (person_id, staff_uid, name_en, name_hi, language, state, state_since, state_order)
SELECT r.person_id, r.staff_uid, r.name_en, r.name_hi, r.language, 'ACTIVE', %(now)s, 'entered'
  FROM jsonb_to_recordset(%(rows)s) AS r (
       person_id uuid, staff_uid text, name_en text, name_hi text, language text)
    ON CONFLICT (person_id) DO UPDATE
   SET name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi, language = EXCLUDED.language
 WHERE (here.name_en, here.name_hi, here.language)
       IS DISTINCT FROM (EXCLUDED.name_en, EXCLUDED.name_hi, EXCLUDED.language)
RETURNING person_id, staff_uid, name_en, name_hi, state, language;

-- name: find_office_ids
-- The ids of all offices, for resolving codes.
SELECT code, office_id AS id FROM office;

-- name: find_post_ids
-- The ids of all posts, for resolving codes.
SELECT code, post_id AS id FROM post;

-- name: find_person_ids
-- The ids of employees with these staff numbers.
SELECT staff_uid AS code, person_id AS id FROM person WHERE staff_uid = ANY (%(staff_uids)s);

-- name: find_rank_codes
-- The ranks that exist on a day.
SELECT code FROM rank WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s);

-- name: find_departments_to_publish
-- Every department as it is announced.
SELECT code, kind, parent, name_en, name_hi, valid_from, valid_to, successor FROM department ORDER BY code;

-- name: find_areas_to_publish
-- Every area as it is announced.
SELECT code, kind, parent, name_en, name_hi, lgd_code, valid_from, valid_to, successor FROM area ORDER BY code;

-- name: find_offices_to_publish
-- Every office as it is announced.
SELECT office_id, code, kind, level, department, area, parent_id, name_en, name_hi, valid_from, valid_to, successor
  FROM office
 ORDER BY code;

-- name: find_posts_to_publish
-- Posts as they are announced, with their office's department and area and their rank's level on a day.
SELECT p.post_id, p.code, p.office_id, o.department, o.area, p.rank, r.level AS rank_level, p.name_en, p.name_hi,
       p.reports_to, p.roles, p.sanctioned, p.valid_from, p.valid_to, p.successor
  FROM post p
  JOIN office o ON o.office_id = p.office_id
  JOIN LATERAL (
       SELECT rank.level
         FROM rank
        WHERE rank.code = p.rank
        ORDER BY (rank.valid_from <= %(on)s AND (rank.valid_to IS NULL OR rank.valid_to >= %(on)s)) DESC,
              rank.valid_from DESC
        LIMIT 1) r ON true
 WHERE (%(post_ids)s::uuid[] IS NULL OR p.post_id = ANY (%(post_ids)s))
   AND (%(office_ids)s::uuid[] IS NULL OR p.office_id = ANY (%(office_ids)s))
   AND (%(ranks)s::text[] IS NULL OR p.rank = ANY (%(ranks)s))
 ORDER BY p.code;

-- name: find_people_to_publish
-- Every employee's public particulars as they are announced.
SELECT person_id, staff_uid, name_en, name_hi, state, language FROM person ORDER BY staff_uid;

-- name: find_charges_to_publish
-- Every charge as it is announced.
SELECT charge_id, person_id, post_id, kind, for_person, order_number, valid_from, valid_to FROM charge ORDER BY charge_id;

-- name: find_grants_to_publish
-- Every secure-network access as it is announced.
SELECT grant_id, post_id, order_number, valid_from, valid_to FROM access_grant ORDER BY grant_id;

-- name: find_portals_to_publish
-- Every portal as it is announced.
SELECT portal_id, department, key_sha256, origins, state, name_en, name_hi FROM portal ORDER BY portal_id;

-- name: find_contacts
-- Every employee's wrapped contact.
SELECT person_id, wrapped FROM contact ORDER BY person_id;

-- name: lock_directory
-- While a republication reads and announces, nobody changes what it reads; readers go on.
SELECT lock_directory();

-- name: find_department_subtree
-- A department and all below it.
WITH RECURSIVE tree (code) AS (
    SELECT code FROM department WHERE code = %(code)s
     UNION
    SELECT d.code FROM department d JOIN tree t ON d.parent = t.code
)
SELECT code FROM tree;

-- name: get_post
-- A post with its department, its seats, its days and its roles.
SELECT o.department, p.sanctioned, p.valid_from, p.valid_to, p.roles
  FROM post p
  JOIN office o ON o.office_id = p.office_id
 WHERE p.post_id = %(post_id)s;

-- name: find_same_charge
-- The charge that the same order gave already.
SELECT charge_id
  FROM charge
 WHERE person_id = %(person_id)s AND post_id = %(post_id)s AND kind = %(kind)s
   AND valid_from = %(valid_from)s AND order_number = %(order_number)s
   AND valid_to IS NOT DISTINCT FROM %(valid_to)s AND for_person IS NOT DISTINCT FROM %(for_person)s
   AND scope = %(scope)s;

-- name: find_charges_of_principal
-- An officer's charges of one post; locked, so that they cannot end while somebody is put in his place.
SELECT charge_id, person_id, post_id, kind, order_number, valid_from, valid_to, for_person, seat
  FROM charge
 WHERE person_id = %(person_id)s AND post_id = %(post_id)s
   FOR SHARE;

-- name: add_charge
-- A new charge.
INSERT INTO charge (charge_id, person_id, post_id, seat, kind, for_person, order_number, valid_from, valid_to, scope)
VALUES (%(charge_id)s, %(person_id)s, %(post_id)s, %(seat)s, %(kind)s, %(for_person)s, %(order_number)s,
       %(valid_from)s, %(valid_to)s, %(scope)s);

-- name: get_charge_for_update
-- One charge with the department of its post.
SELECT c.charge_id, c.person_id, c.post_id, c.kind, c.order_number, c.valid_from, c.valid_to, c.for_person, c.seat,
       o.department
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN office o ON o.office_id = p.office_id
 WHERE c.charge_id = %(charge_id)s
   FOR UPDATE OF c;

-- name: end_charge
-- A charge ends on a day, by an order.
UPDATE charge
   SET valid_to = %(valid_to)s, ended_by = %(ended_by)s
 WHERE charge_id = %(charge_id)s
RETURNING charge_id, person_id, post_id, kind, for_person, order_number, valid_from, valid_to;

-- name: end_standing_in_for
-- Who stands in for an officer at a post does so no longer than that officer holds it.
UPDATE charge
   SET valid_to = greatest(%(valid_to)s, valid_from - 1), ended_by = %(ended_by)s
 WHERE post_id = %(post_id)s AND for_person = %(person_id)s AND valid_to > %(valid_to)s
RETURNING charge_id, person_id, post_id, kind, for_person, order_number, valid_from, valid_to;

-- name: restore_charge
-- A charge is what it was before an order ended it, unless another one has ended it since.
UPDATE charge
   SET valid_to = %(valid_to)s::date, ended_by = %(ended_by)s
 WHERE charge_id = %(charge_id)s::uuid AND ended_by = %(order_number)s
   AND valid_to = greatest(%(last_day)s, valid_from - 1)
RETURNING charge_id, person_id, post_id, kind, for_person, order_number, valid_from, valid_to;

-- name: find_holders
-- Everybody who has a charge of a post on a day.
SELECT DISTINCT person_id
  FROM charge
 WHERE post_id = %(post_id)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s);

-- name: find_same_grant
-- The access that the same order gave already.
SELECT grant_id
  FROM access_grant
 WHERE post_id = %(post_id)s AND order_number = %(order_number)s AND valid_from = %(valid_from)s
   AND valid_to IS NOT DISTINCT FROM %(valid_to)s;

-- name: add_grant
-- Secure-network access of a post.
INSERT INTO access_grant (grant_id, post_id, order_number, valid_from, valid_to)
VALUES (%(grant_id)s, %(post_id)s, %(order_number)s, %(valid_from)s, %(valid_to)s);

-- name: get_grant_for_update
-- One access with its dates.
SELECT grant_id, post_id, order_number, valid_from, valid_to
  FROM access_grant
 WHERE grant_id = %(grant_id)s
   FOR UPDATE;

-- name: end_grant
-- Access ends on a day, by an order.
UPDATE access_grant
   SET valid_to = %(valid_to)s, ended_by = %(ended_by)s
 WHERE grant_id = %(grant_id)s
RETURNING grant_id, post_id, order_number, valid_from, valid_to;

-- name: add_portal
-- A department's portal; of its key only the digest.
INSERT INTO portal (portal_id, department, name_en, name_hi, key_sha256, origins, state)
VALUES (%(portal_id)s, %(department)s, %(name_en)s, %(name_hi)s, %(key_sha256)s, %(origins)s::text[], 'ACTIVE');

-- name: close_portal
-- A portal's key opens nothing any more.
UPDATE portal
   SET state = 'CLOSED'
 WHERE portal_id = %(portal_id)s
RETURNING portal_id, department, key_sha256, origins, state, name_en, name_hi;

-- name: find_person, prepared
-- One employee's public particulars.
SELECT person_id, staff_uid, name_en, name_hi, state, language FROM person WHERE person_id = %(person_id)s;

-- name: find_departments_of_person
-- The departments in which an employee has or will have a charge; without any, the one that entered him.
WITH held AS (
    SELECT DISTINCT o.department
      FROM charge c
      JOIN post p ON p.post_id = c.post_id
      JOIN office o ON o.office_id = p.office_id
     WHERE c.person_id = %(person_id)s AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(on)s, c.valid_from))
)
SELECT department FROM held
 UNION
SELECT home_department
  FROM person
 WHERE person_id = %(person_id)s AND home_department IS NOT NULL AND NOT EXISTS (SELECT 1 FROM held);

-- name: save_person_state
-- An employee is suspended, reinstated or leaves, by an order.
UPDATE person
   SET state = %(state)s, state_since = %(now)s, state_order = %(order_number)s
 WHERE person_id = %(person_id)s
RETURNING person_id, staff_uid, name_en, name_hi, state, language;

-- name: save_contact
-- An employee's contact, wrapped.
INSERT INTO contact (person_id, wrapped)
VALUES (%(person_id)s, %(wrapped)s)
    ON CONFLICT (person_id) DO UPDATE SET wrapped = EXCLUDED.wrapped;

-- name: save_credential
-- An employee's password, hashed.
INSERT INTO credential (person_id, password_hash, is_initial, changed_at)
VALUES (%(person_id)s, %(password_hash)s, %(is_initial)s, %(now)s)
    ON CONFLICT (person_id) DO UPDATE
   SET password_hash = EXCLUDED.password_hash, is_initial = EXCLUDED.is_initial, changed_at = EXCLUDED.changed_at;

-- name: save_totp
-- An employee's second factor, wrapped; a code of the old one opens nothing any more.
INSERT INTO totp (person_id, wrapped_secret, enrolled_at)
VALUES (%(person_id)s, %(wrapped_secret)s, %(now)s)
    ON CONFLICT (person_id) DO UPDATE
   SET wrapped_secret = EXCLUDED.wrapped_secret, last_step = 0, enrolled_at = EXCLUDED.enrolled_at;

-- name: find_account, prepared
-- What signing in is checked against.
SELECT p.person_id, p.staff_uid, p.state, c.password_hash, c.is_initial, c.changed_at, t.wrapped_secret, t.last_step
  FROM person p
  JOIN credential c ON c.person_id = p.person_id
  JOIN totp t ON t.person_id = p.person_id
 WHERE p.staff_uid = %(staff_uid)s;

-- name: share_person, prepared
-- While a token is made, nobody cuts its person off: who does so waits, or is waited for.
SELECT p.staff_uid, p.state, c.password_hash, c.is_initial
  FROM person p
  JOIN credential c ON c.person_id = p.person_id
 WHERE p.person_id = %(person_id)s
   FOR SHARE OF p;

-- name: lock_person
-- Who cuts a person off waits for the tokens that are just being made.
SELECT person_id FROM person WHERE person_id = %(person_id)s FOR NO KEY UPDATE;

-- name: use_totp_step, prepared
-- A code opens once, and none before it opens later; of two at once one wins.
UPDATE totp SET last_step = %(step)s WHERE person_id = %(person_id)s AND last_step < %(step)s;

-- name: find_device
-- A registered device that was not revoked.
SELECT serial, person_id, issued_on, expires_on
  FROM device
 WHERE serial = %(serial)s AND revoked_at IS NULL;

-- name: add_device
-- A device's certificate, issued to one person; entered again for the same person it stays as it is.
INSERT INTO device AS here (serial, person_id, issued_on, expires_on)
VALUES (%(serial)s, %(person_id)s, %(issued_on)s, %(expires_on)s)
    ON CONFLICT (serial) DO UPDATE SET expires_on = EXCLUDED.expires_on
 WHERE here.person_id = EXCLUDED.person_id;

-- name: revoke_device
-- A device is given back or lost.
UPDATE device
   SET revoked_at = %(now)s, revoked_by = %(order_number)s
 WHERE serial = %(serial)s AND revoked_at IS NULL
RETURNING person_id;

-- name: add_session, prepared
-- A sign-in that succeeded.
INSERT INTO session (session_id, person_id, zone, device, started_at, second_factor_at, seen_at, ends_at, methods)
VALUES (%(session_id)s, %(person_id)s, %(zone)s, %(device)s, %(now)s, %(now)s, %(now)s, %(ends_at)s, %(methods)s);

-- name: get_session_for_update, prepared
-- One session; the lock lets racing refreshes follow one another.
SELECT session_id, person_id, zone, device, started_at, second_factor_at, seen_at, ends_at, methods, ended_at
  FROM session
 WHERE session_id = %(session_id)s
   FOR UPDATE;

-- name: find_living_sessions, prepared
-- A person's sessions that have not ended, the newest first.
SELECT session_id, person_id, zone, device, started_at, second_factor_at, seen_at, ends_at, methods, ended_at
  FROM session
 WHERE person_id = %(person_id)s AND ended_at IS NULL AND ends_at > %(now)s
 ORDER BY started_at DESC;

-- name: end_session
-- A living session ends; who comes second changes nothing.
UPDATE session
   SET ended_at = %(now)s, end_reason = %(reason)s
 WHERE session_id = %(session_id)s AND person_id = %(person_id)s AND ended_at IS NULL;

-- name: end_sessions
-- All sessions of a person end, or only those on one device, but for those that were over by age long ago.
UPDATE session
   SET ended_at = %(now)s, end_reason = %(reason)s
 WHERE person_id = %(person_id)s AND ended_at IS NULL AND ends_at > %(over_since)s AND (%(device)s::text IS NULL OR device = %(device)s)
   AND (%(but)s::uuid IS NULL OR session_id <> %(but)s)
RETURNING session_id;

-- name: save_session_seen, prepared
-- The session is in use.
UPDATE session SET seen_at = %(now)s WHERE session_id = %(session_id)s;

-- name: find_session_of_token
-- To which session and person a refresh token belongs.
SELECT s.session_id, s.person_id
  FROM refresh_token t
  JOIN session s ON s.session_id = t.session_id
 WHERE t.token_sha256 = %(token_sha256)s;

-- name: get_refresh_token, prepared
-- One refresh token, read under its session's lock.
SELECT token_sha256, session_id, used_at, wrapped_successor FROM refresh_token WHERE token_sha256 = %(token_sha256)s;

-- name: add_refresh_token, prepared
-- The next link of a family.
INSERT INTO refresh_token (token_sha256, session_id, issued_at) VALUES (%(token_sha256)s, %(session_id)s, %(now)s);

-- name: use_refresh_token, prepared
-- A token was turned into its successor.
UPDATE refresh_token
   SET used_at = %(now)s, wrapped_successor = %(wrapped_successor)s
 WHERE token_sha256 = %(token_sha256)s;

-- name: forget_successors
-- No racing tab asks for these any more; some at a time.
UPDATE refresh_token
   SET wrapped_successor = NULL
 WHERE token_sha256 = ANY (ARRAY(
    SELECT token_sha256 FROM refresh_token
     WHERE wrapped_successor IS NOT NULL AND used_at < %(before)s
     ORDER BY used_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED));

-- name: forget_refresh_tokens
-- Tokens that are older than any session that still matters; some at a time.
DELETE FROM refresh_token
 WHERE token_sha256 = ANY (ARRAY(
    SELECT token_sha256 FROM refresh_token
     WHERE issued_at < %(before)s
     ORDER BY issued_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED));

-- name: find_charges_for_token, prepared
-- What a person may act for on a day, strongest first, with the secure-network access of each post.
SELECT c.charge_id, c.post_id, c.kind, o.department, p.office_id, o.area, p.rank, r.level AS rank_level, p.roles,
       c.valid_from, least(c.valid_to, p.valid_to) AS valid_to, c.for_person, c.scope,
       (SELECT max(coalesce(g.valid_to, DATE '9999-12-31'))
          FROM access_grant g
         WHERE g.post_id = c.post_id AND g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to >= %(on)s)
       ) AS granted_until
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN office o ON o.office_id = p.office_id
  JOIN LATERAL (
       SELECT rank.level
         FROM rank
        WHERE rank.code = p.rank
        ORDER BY (rank.valid_from <= %(on)s AND (rank.valid_to IS NULL OR rank.valid_to >= %(on)s)) DESC,
              rank.valid_from DESC
        LIMIT 1) r ON true
 WHERE c.person_id = %(person_id)s
   AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
   AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED'], c.kind),
       c.valid_from, c.charge_id;

-- name: find_own_charges, prepared
-- A person's charges on a day with the names of their posts, strongest first.
SELECT c.charge_id, c.post_id, p.code AS post_code, c.kind, o.department, p.name_en, p.name_hi, c.order_number,
       c.valid_from, c.valid_to, f.name_en AS for_name_en, f.name_hi AS for_name_hi
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN office o ON o.office_id = p.office_id
  LEFT JOIN person f ON f.person_id = c.for_person
 WHERE c.person_id = %(person_id)s
   AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
 ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED'], c.kind),
       c.valid_from, c.charge_id;
