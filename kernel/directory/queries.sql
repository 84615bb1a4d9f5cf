-- name: save_department
-- Take over a department as announced, unless something newer is here already.
INSERT INTO directory_department AS here
       (code, kind, parent, name_en, name_hi, valid_from, valid_to, successor, sequence, seen_in)
VALUES (%(code)s, %(kind)s, %(parent)s, %(name_en)s, %(name_hi)s, %(valid_from)s, %(valid_to)s,
        %(successor)s, %(sequence)s, (SELECT run_id FROM directory_state))
    ON CONFLICT (code) DO UPDATE
   SET kind = EXCLUDED.kind, parent = EXCLUDED.parent, name_en = EXCLUDED.name_en,
       name_hi = EXCLUDED.name_hi, valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to,
       successor = EXCLUDED.successor, sequence = EXCLUDED.sequence, seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_area
-- Take over an area as announced, unless something newer is here already.
INSERT INTO directory_area AS here
       (code, kind, parent, name_en, name_hi, lgd_code, valid_from, valid_to, successor, sequence, seen_in)
VALUES (%(code)s, %(kind)s, %(parent)s, %(name_en)s, %(name_hi)s, %(lgd_code)s, %(valid_from)s,
        %(valid_to)s, %(successor)s, %(sequence)s, (SELECT run_id FROM directory_state))
    ON CONFLICT (code) DO UPDATE
   SET kind = EXCLUDED.kind, parent = EXCLUDED.parent, name_en = EXCLUDED.name_en,
       name_hi = EXCLUDED.name_hi, lgd_code = EXCLUDED.lgd_code, valid_from = EXCLUDED.valid_from,
       valid_to = EXCLUDED.valid_to, successor = EXCLUDED.successor, sequence = EXCLUDED.sequence,
       seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_office
-- Take over an office as announced, unless something newer is here already.
INSERT INTO directory_office AS here
       (office_id, code, kind, level, department, area, parent_id, name_en, name_hi, valid_from, valid_to,
        successor, sequence, seen_in)
VALUES (%(office_id)s, %(code)s, %(kind)s, %(level)s, %(department)s, %(area)s, %(parent_id)s, %(name_en)s,
        %(name_hi)s, %(valid_from)s, %(valid_to)s, %(successor)s, %(sequence)s,
        (SELECT run_id FROM directory_state))
    ON CONFLICT (office_id) DO UPDATE
   SET code = EXCLUDED.code, kind = EXCLUDED.kind, level = EXCLUDED.level,
       department = EXCLUDED.department, area = EXCLUDED.area, parent_id = EXCLUDED.parent_id,
       name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi, valid_from = EXCLUDED.valid_from,
       valid_to = EXCLUDED.valid_to, successor = EXCLUDED.successor, sequence = EXCLUDED.sequence,
       seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_post
-- Take over a post as announced, unless something newer is here already.
INSERT INTO directory_post AS here
       (post_id, code, office_id, department, area, rank, rank_level, name_en, name_hi, reports_to, roles,
        sanctioned, valid_from, valid_to, successor, sequence, seen_in)
VALUES (%(post_id)s, %(code)s, %(office_id)s, %(department)s, %(area)s, %(rank)s, %(rank_level)s,
        %(name_en)s, %(name_hi)s, %(reports_to)s, %(roles)s::text[], %(sanctioned)s, %(valid_from)s,
        %(valid_to)s, %(successor)s, %(sequence)s, (SELECT run_id FROM directory_state))
    ON CONFLICT (post_id) DO UPDATE
   SET code = EXCLUDED.code, office_id = EXCLUDED.office_id, department = EXCLUDED.department,
       area = EXCLUDED.area, rank = EXCLUDED.rank, rank_level = EXCLUDED.rank_level,
       name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi, reports_to = EXCLUDED.reports_to,
       roles = EXCLUDED.roles, sanctioned = EXCLUDED.sanctioned, valid_from = EXCLUDED.valid_from,
       valid_to = EXCLUDED.valid_to, successor = EXCLUDED.successor, sequence = EXCLUDED.sequence,
       seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_person
-- Take over a person as announced, unless something newer is here already.
INSERT INTO directory_person AS here
       (person_id, staff_uid, name_en, name_hi, state, language, sequence, seen_in)
VALUES (%(person_id)s, %(staff_uid)s, %(name_en)s, %(name_hi)s, %(state)s, %(language)s, %(sequence)s,
        (SELECT run_id FROM directory_state))
    ON CONFLICT (person_id) DO UPDATE
   SET staff_uid = EXCLUDED.staff_uid, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       state = EXCLUDED.state, language = EXCLUDED.language, sequence = EXCLUDED.sequence,
       seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_charge
-- Take over a charge as announced, unless something newer is here already.
INSERT INTO directory_charge AS here
       (charge_id, person_id, post_id, kind, for_person, order_number, valid_from, valid_to, sequence,
        seen_in)
VALUES (%(charge_id)s, %(person_id)s, %(post_id)s, %(kind)s, %(for_person)s, %(order_number)s,
        %(valid_from)s, %(valid_to)s, %(sequence)s, (SELECT run_id FROM directory_state))
    ON CONFLICT (charge_id) DO UPDATE
   SET person_id = EXCLUDED.person_id, post_id = EXCLUDED.post_id, kind = EXCLUDED.kind,
       for_person = EXCLUDED.for_person, order_number = EXCLUDED.order_number,
       valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to, sequence = EXCLUDED.sequence,
       seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_grant
-- Take over a grant as announced, unless something newer is here already.
INSERT INTO directory_grant AS here
       (grant_id, post_id, order_number, valid_from, valid_to, sequence, seen_in)
VALUES (%(grant_id)s, %(post_id)s, %(order_number)s, %(valid_from)s, %(valid_to)s, %(sequence)s,
        (SELECT run_id FROM directory_state))
    ON CONFLICT (grant_id) DO UPDATE
   SET post_id = EXCLUDED.post_id, order_number = EXCLUDED.order_number, valid_from = EXCLUDED.valid_from,
       valid_to = EXCLUDED.valid_to, sequence = EXCLUDED.sequence, seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: save_portal
-- Take over a portal as announced, unless something newer is here already.
INSERT INTO directory_portal AS here
       (portal_id, department, key_sha256, origins, state, name_en, name_hi, sequence, seen_in)
VALUES (%(portal_id)s, %(department)s, %(key_sha256)s, %(origins)s::text[], %(state)s, %(name_en)s, %(name_hi)s,
        %(sequence)s, (SELECT run_id FROM directory_state))
    ON CONFLICT (portal_id) DO UPDATE
   SET department = EXCLUDED.department, key_sha256 = EXCLUDED.key_sha256, origins = EXCLUDED.origins,
       state = EXCLUDED.state, name_en = EXCLUDED.name_en, name_hi = EXCLUDED.name_hi,
       sequence = EXCLUDED.sequence, seen_in = EXCLUDED.seen_in
 WHERE here.sequence < EXCLUDED.sequence;

-- name: close_unseen_department
-- Close what the finished run did not announce.
UPDATE directory_department
   SET valid_to = %(last_day)s
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s);

-- name: close_unseen_area
-- Close what the finished run did not announce.
UPDATE directory_area
   SET valid_to = %(last_day)s
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s);

-- name: close_unseen_office
-- Close what the finished run did not announce.
UPDATE directory_office
   SET valid_to = %(last_day)s
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s);

-- name: close_unseen_post
-- Close what the finished run did not announce.
UPDATE directory_post
   SET valid_to = %(last_day)s
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s);

-- name: close_unseen_person
-- Close what the finished run did not announce.
UPDATE directory_person
   SET state = 'CLOSED'
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND state <> 'CLOSED';

-- name: close_unseen_charge
-- Close what the finished run did not announce.
UPDATE directory_charge
   SET valid_to = %(last_day)s
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s);

-- name: close_unseen_grant
-- Close what the finished run did not announce.
UPDATE directory_grant
   SET valid_to = %(last_day)s
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s);

-- name: close_unseen_portal
-- Close what the finished run did not announce.
UPDATE directory_portal
   SET state = 'CLOSED'
 WHERE seen_in IS DISTINCT FROM %(run_id)s AND state <> 'CLOSED';

-- name: begin_run
-- From here on every announced row is marked with this run.
UPDATE directory_state SET run_id = %(run_id)s, run_began_at = %(at)s;

-- name: end_run
-- Only the run that began last may close rows.
UPDATE directory_state SET rebuilt_at = %(at)s WHERE run_id = %(run_id)s;

-- name: save_heard
-- The instant of the newest word from the directory's speaker.
UPDATE directory_state SET heard_at = greatest(heard_at, %(at)s);

-- name: get_heard_at
-- When the speaker was last heard, null before the first time.
SELECT heard_at FROM directory_state;

-- name: save_revocation
-- Later revocations of the same session or person move the instant forward, never back.
INSERT INTO revocation AS here (person_id, session_id, revoked_at)
VALUES (%(person_id)s, %(session_id)s, %(revoked_at)s)
    ON CONFLICT ON CONSTRAINT one_revocation_per_session DO UPDATE
   SET revoked_at = greatest(here.revoked_at, EXCLUDED.revoked_at);

-- name: forget_revocations
-- A revocation older than any living token has done its work.
DELETE FROM revocation WHERE revoked_at < %(before)s;

-- name: find_revocation, prepared
-- A session that was ended, or a person cut off after the token was issued.
SELECT revoked_at
  FROM revocation
 WHERE person_id = %(person_id)s
   AND (session_id = %(session_id)s OR (session_id IS NULL AND revoked_at >= %(issued_at)s))
 LIMIT 1;

-- name: find_revocations_since
-- Everything that was cut off after an instant.
SELECT person_id, session_id, revoked_at FROM revocation WHERE revoked_at > %(since)s;

-- name: find_department, prepared
-- One department by its code, closed ones too.
SELECT code, kind, parent, name_en, name_hi, valid_from, valid_to, successor
  FROM directory_department
 WHERE code = %(code)s;

-- name: find_departments
-- The departments that exist on a day, in the order of their codes.
SELECT d.code, d.kind, d.parent, d.name_en, d.name_hi, d.valid_from, d.valid_to, d.successor
  FROM directory_department d
 WHERE d.valid_from <= %(on)s AND (d.valid_to IS NULL OR d.valid_to >= %(on)s)
 ORDER BY d.code;

-- name: find_department_subtree, prepared
-- A department, what stands under it, and what was merged into any of these; closed ones too, for old cases.
WITH RECURSIVE tree (code) AS (
    SELECT code FROM directory_department WHERE code = %(code)s
     UNION
    SELECT d.code
      FROM directory_department d
      JOIN tree t ON d.parent = t.code OR d.successor = t.code
)
SELECT code FROM tree ORDER BY code;

-- name: find_area
-- One area by its code, closed ones too.
SELECT code, kind, parent, name_en, name_hi, lgd_code, valid_from, valid_to, successor
  FROM directory_area
 WHERE code = %(code)s;

-- name: find_areas
-- The areas that exist on a day, in the order of their codes.
SELECT a.code, a.kind, a.parent, a.name_en, a.name_hi, a.lgd_code, a.valid_from, a.valid_to, a.successor
  FROM directory_area a
 WHERE a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to >= %(on)s)
 ORDER BY a.code;

-- name: find_area_subtree, prepared
-- An area, what lies in it, and what was merged into any of these; closed ones too, for old cases.
WITH RECURSIVE tree (code) AS (
    SELECT code FROM directory_area WHERE code = %(code)s
     UNION
    SELECT a.code
      FROM directory_area a
      JOIN tree t ON a.parent = t.code OR a.successor = t.code
)
SELECT code FROM tree ORDER BY code;

-- name: find_office
-- One office by its id, closed ones too.
SELECT office_id, code, kind, level, department, area, parent_id, name_en, name_hi, valid_from, valid_to,
       successor
  FROM directory_office
 WHERE office_id = %(office_id)s;

-- name: find_office_by_code
-- The office that bears a code on a day.
SELECT o.office_id, o.code, o.kind, o.level, o.department, o.area, o.parent_id, o.name_en, o.name_hi,
       o.valid_from, o.valid_to, o.successor
  FROM directory_office o
 WHERE o.code = %(code)s AND o.valid_from <= %(on)s AND (o.valid_to IS NULL OR o.valid_to >= %(on)s)
 LIMIT 1;

-- name: find_post, prepared
-- One post by its id, closed ones too.
SELECT post_id, code, office_id, department, area, rank, rank_level, name_en, name_hi, reports_to, roles,
       sanctioned, valid_from, valid_to, successor
  FROM directory_post
 WHERE post_id = %(post_id)s;

-- name: find_posts_by_id
-- Several posts by their ids, closed ones too, in one question.
SELECT post_id, code, office_id, department, area, rank, rank_level, name_en, name_hi, reports_to, roles,
       sanctioned, valid_from, valid_to, successor
  FROM directory_post
 WHERE post_id = ANY(%(post_ids)s::uuid[]);

-- name: find_post_by_code
-- The post that bears a code on a day.
SELECT p.post_id, p.code, p.office_id, p.department, p.area, p.rank, p.rank_level, p.name_en, p.name_hi,
       p.reports_to, p.roles, p.sanctioned, p.valid_from, p.valid_to, p.successor
  FROM directory_post p
 WHERE p.code = %(code)s AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 LIMIT 1;

-- name: find_posts_of_office
-- The posts of an office on a day, highest first.
SELECT p.post_id, p.code, p.office_id, p.department, p.area, p.rank, p.rank_level, p.name_en, p.name_hi,
       p.reports_to, p.roles, p.sanctioned, p.valid_from, p.valid_to, p.successor
  FROM directory_post p
 WHERE p.office_id = %(office_id)s AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 ORDER BY p.rank_level, p.code;

-- name: find_posts_of_department
-- The posts of a department on a day, highest first.
SELECT p.post_id, p.code, p.office_id, p.department, p.area, p.rank, p.rank_level, p.name_en, p.name_hi,
       p.reports_to, p.roles, p.sanctioned, p.valid_from, p.valid_to, p.successor
  FROM directory_post p
 WHERE p.department = %(department)s AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 ORDER BY p.rank_level, p.code;

-- name: find_post_above
-- The nearest post up the line of reporting that exists on a day; a loop ends after twenty steps.
WITH RECURSIVE line (post_id, reports_to, step) AS (
    SELECT post_id, reports_to, 0 FROM directory_post WHERE post_id = %(post_id)s
     UNION ALL
    SELECT p.post_id, p.reports_to, l.step + 1
      FROM line l
      JOIN directory_post p ON p.post_id = l.reports_to
     WHERE l.step < 20
)
SELECT p.post_id, p.code, p.office_id, p.department, p.area, p.rank, p.rank_level, p.name_en, p.name_hi,
       p.reports_to, p.roles, p.sanctioned, p.valid_from, p.valid_to, p.successor
  FROM line l
  JOIN directory_post p ON p.post_id = l.post_id
 WHERE l.step > 0 AND p.post_id <> %(post_id)s AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 ORDER BY l.step
 LIMIT 1;

-- name: find_post_with_role
-- The nearest post with a role: up the departments first, then up the areas, then by rank. Without an area
-- the posts for the whole state come before those of a district.
WITH RECURSIVE departments (code, distance) AS (
    SELECT %(department)s::text, 0
     UNION ALL
    SELECT d.parent, t.distance + 1
      FROM departments t
      JOIN directory_department d ON d.code = t.code
     WHERE d.parent IS NOT NULL AND t.distance < 20
), areas (code, distance) AS (
    SELECT %(area)s::text, 0
     UNION ALL
    SELECT a.parent, t.distance + 1
      FROM areas t
      JOIN directory_area a ON a.code = t.code
     WHERE a.parent IS NOT NULL AND t.distance < 20
)
SELECT p.post_id, p.code, p.office_id, p.department, p.area, p.rank, p.rank_level, p.name_en, p.name_hi,
       p.reports_to, p.roles, p.sanctioned, p.valid_from, p.valid_to, p.successor
  FROM directory_post p
  JOIN directory_office o ON o.office_id = p.office_id
  LEFT JOIN departments d ON d.code = p.department
  LEFT JOIN areas a ON a.code = p.area
  LEFT JOIN directory_area home ON home.code = p.area
 WHERE p.roles @> ARRAY[%(role)s]::text[]
   AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
   AND (%(department)s::text IS NULL OR d.code IS NOT NULL)
   AND (%(area)s::text IS NULL OR a.code IS NOT NULL)
   AND (%(level)s::text IS NULL OR o.level = %(level)s)
   AND p.post_id IS DISTINCT FROM %(other_than)s::uuid
 ORDER BY d.distance NULLS LAST, a.distance NULLS LAST, (%(area)s::text IS NULL AND home.parent IS NOT NULL),
          p.rank_level, p.code
 LIMIT 1;

-- name: find_person
-- One employee by the permanent person id.
SELECT person_id, staff_uid, name_en, name_hi, state, language
  FROM directory_person
 WHERE person_id = %(person_id)s;

-- name: may_read_names
-- Whether the role of this connection may read people and posts.
SELECT has_table_privilege('directory_person', 'SELECT') AND has_table_privilege('directory_post', 'SELECT');

-- name: find_people_by_id
-- Several employees by their permanent ids, in one question.
SELECT person_id, staff_uid, name_en, name_hi, state, language
  FROM directory_person
 WHERE person_id = ANY(%(person_ids)s::uuid[]);

-- name: find_person_by_staff_uid
-- One employee by the staff number.
SELECT person_id, staff_uid, name_en, name_hi, state, language
  FROM directory_person
 WHERE staff_uid = %(staff_uid)s;

-- name: find_holders
-- Who answers for a post on a day: the substantive holder before an additional charge before looking after.
SELECT c.person_id, p.staff_uid, p.name_en, p.name_hi, c.kind AS charge_kind, p.language, c.for_person
  FROM directory_charge c
  JOIN directory_person p ON p.person_id = c.person_id
 WHERE c.post_id = %(post_id)s
   AND c.kind IN ('SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER')
   AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
   AND p.state = 'ACTIVE'
 ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER'], c.kind), c.valid_from DESC
 LIMIT %(most)s;

-- name: find_link_officers
-- Who stands in for a post's holders on a day, who was ordered last before the others.
SELECT c.person_id, p.staff_uid, p.name_en, p.name_hi, c.kind AS charge_kind, p.language, c.for_person
  FROM directory_charge c
  JOIN directory_person p ON p.person_id = c.person_id
 WHERE c.post_id = %(post_id)s
   AND c.kind = 'LINK_OFFICER'
   AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
   AND p.state = 'ACTIVE'
 ORDER BY c.valid_from DESC
 LIMIT %(most)s;

-- name: find_charges_of_person
-- A person's charges on a day, the substantive one first.
SELECT c.charge_id, c.person_id, c.post_id, c.kind, c.for_person, c.order_number, c.valid_from,
       c.valid_to
  FROM directory_charge c
 WHERE c.person_id = %(person_id)s AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
 ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED'], c.kind),
          c.valid_from;

-- name: find_grant_until
-- The last day of a post's secure-network access that is live on a day; no last day reads as the end of time.
SELECT max(coalesce(g.valid_to, DATE '9999-12-31'))
  FROM directory_grant g
 WHERE g.post_id = %(post_id)s AND g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to >= %(on)s);

-- name: find_portal_by_key
-- The live portal whose key has this digest.
SELECT portal_id, department, origins, state, coalesce(name_en, department) AS name_en,
       coalesce(name_hi, department) AS name_hi
  FROM directory_portal
 WHERE key_sha256 = %(key_sha256)s AND state = 'ACTIVE'
 LIMIT 1;

-- name: find_portal
-- One portal, living or closed.
SELECT portal_id, department, origins, state, coalesce(name_en, department) AS name_en,
       coalesce(name_hi, department) AS name_hi
  FROM directory_portal
 WHERE portal_id = %(portal_id)s;

-- name: find_portals
-- One page of the portals of some departments, or of all, in the order of registration; the closed ones too.
SELECT portal_id, department, origins, state, coalesce(name_en, department) AS name_en,
       coalesce(name_hi, department) AS name_hi
  FROM directory_portal
 WHERE portal_id > %(after)s AND (%(departments)s::text[] IS NULL OR department = ANY (%(departments)s::text[]))
 ORDER BY portal_id
 LIMIT %(limit)s;

-- name: find_departments_without_role
-- Departments of the state that exist on a day and have no live post with a role, own or inherited; with an area
-- none whose own area is that one or lies around it.
WITH RECURSIVE areas (code, distance) AS (
    SELECT %(area)s::text, 0
     UNION ALL
    SELECT a.parent, t.distance + 1
      FROM areas t
      JOIN directory_area a ON a.code = t.code
     WHERE a.parent IS NOT NULL AND t.distance < 20
), served (code) AS (
    SELECT p.department
      FROM directory_post p
     WHERE p.roles @> ARRAY[%(role)s]::text[] AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
       AND (%(area)s::text IS NULL OR p.area IN (SELECT a.code FROM areas a))
     UNION
    SELECT d.code
      FROM directory_department d
      JOIN served s ON d.parent = s.code
)
SELECT d.code, d.kind, d.parent, d.name_en, d.name_hi, d.valid_from, d.valid_to, d.successor
  FROM directory_department d
 WHERE d.valid_from <= %(on)s AND (d.valid_to IS NULL OR d.valid_to >= %(on)s)
   AND NOT EXISTS (SELECT 1 FROM served s WHERE s.code = d.code)
 ORDER BY d.code;
