-- name: lock_organisation
-- Who changes the organisation does so alone: a circle can be made by two orders at once.
SELECT pg_advisory_xact_lock(5493063);

-- name: find_departments
-- One page of departments in the order of their codes, by whatever is asked; null asks nothing.
SELECT d.code, d.kind, d.parent, d.name_en, d.name_hi, d.valid_from, d.valid_to, d.successor
  FROM department d
 WHERE d.code > %(after)s
   AND (%(codes)s::text[] IS NULL OR d.code = ANY (%(codes)s::text[]))
   AND (%(within)s::text[] IS NULL OR d.code = ANY (%(within)s::text[]))
   AND (%(parent)s::text IS NULL OR d.parent = %(parent)s)
   AND (%(living_after)s::date IS NULL OR d.valid_to IS NULL OR d.valid_to > %(living_after)s)
   AND (%(search)s::text IS NULL
        OR normalize(concat_ws(' ', d.code, d.name_en, d.name_hi)) ILIKE %(search)s)
 ORDER BY d.code
 LIMIT %(limit)s;

-- name: find_areas
-- One page of areas in the order of their codes, by whatever is asked; null asks nothing.
SELECT a.code, a.kind, a.parent, a.name_en, a.name_hi, a.lgd_code, a.valid_from, a.valid_to, a.successor
  FROM area a
 WHERE a.code > %(after)s
   AND (%(codes)s::text[] IS NULL OR a.code = ANY (%(codes)s::text[]))
   AND (%(parent)s::text IS NULL OR a.parent = %(parent)s)
   AND (%(living_after)s::date IS NULL OR a.valid_to IS NULL OR a.valid_to > %(living_after)s)
   AND (%(search)s::text IS NULL
        OR normalize(concat_ws(' ', a.code, a.name_en, a.name_hi, a.lgd_code)) ILIKE %(search)s)
 ORDER BY a.code
 LIMIT %(limit)s;

-- name: find_offices
-- One page of offices in the order of their codes, by whatever is asked; null asks nothing.
SELECT o.code, o.kind, o.level, o.department, o.area, up.code AS parent, o.name_en, o.name_hi, o.valid_from,
       o.valid_to, next.code AS successor
  FROM office o
  LEFT JOIN office up ON up.office_id = o.parent_id
  LEFT JOIN office next ON next.office_id = o.successor
 WHERE o.code > %(after)s
   AND (%(codes)s::text[] IS NULL OR o.code = ANY (%(codes)s::text[]))
   AND (%(within)s::text[] IS NULL OR o.department = ANY (%(within)s::text[]))
   AND (%(department)s::text IS NULL OR o.department = %(department)s)
   AND (%(area)s::text IS NULL OR o.area = %(area)s)
   AND (%(parent)s::text IS NULL OR up.code = %(parent)s)
   AND (%(living_after)s::date IS NULL OR o.valid_to IS NULL OR o.valid_to > %(living_after)s)
   AND (%(search)s::text IS NULL
        OR normalize(concat_ws(' ', o.code, o.name_en, o.name_hi)) ILIKE %(search)s)
 ORDER BY o.code
 LIMIT %(limit)s;

-- name: find_posts
-- One page of posts in the order of their codes, by whatever is asked; null asks nothing.
SELECT p.code, o.code AS office, p.rank, p.name_en, p.name_hi, up.code AS reports_to, p.roles, p.sanctioned,
       p.valid_from, p.valid_to, next.code AS successor
  FROM post p
  JOIN office o ON o.office_id = p.office_id
  LEFT JOIN post up ON up.post_id = p.reports_to
  LEFT JOIN post next ON next.post_id = p.successor
 WHERE p.code > %(after)s
   AND (%(codes)s::text[] IS NULL OR p.code = ANY (%(codes)s::text[]))
   AND (%(within)s::text[] IS NULL OR o.department = ANY (%(within)s::text[]))
   AND (%(office)s::text IS NULL OR o.code = %(office)s)
   AND (%(reports_to)s::text IS NULL OR up.code = %(reports_to)s)
   AND (%(living_after)s::date IS NULL OR p.valid_to IS NULL OR p.valid_to > %(living_after)s)
   AND (%(search)s::text IS NULL
        OR normalize(concat_ws(' ', p.code, p.name_en, p.name_hi)) ILIKE %(search)s)
 ORDER BY p.code
 LIMIT %(limit)s;

-- name: find_ranks
-- All ranks with their periods.
SELECT code, level, name_en, name_hi, service_group, valid_from, valid_to FROM rank ORDER BY level, code, valid_from;

-- name: find_office_levels
-- All levels of offices with the ranks of their nodal and appellate officers.
SELECT level, name_en, name_hi, nodal_rank, appellate_rank FROM office_level ORDER BY level;

-- name: find_post_id
-- The id of a post by its code.
SELECT post_id FROM post WHERE code = %(code)s;

-- name: find_department_circle
-- A department that would stand under itself, or succeed itself by a detour.
WITH RECURSIVE up (code, above) AS (
    SELECT code, parent FROM department WHERE parent IS NOT NULL
     UNION
    SELECT u.code, d.parent FROM up u JOIN department d ON d.code = u.above WHERE d.parent IS NOT NULL
), onwards (code, next) AS (
    SELECT code, successor FROM department WHERE successor IS NOT NULL
     UNION
    SELECT n.code, d.successor FROM onwards n JOIN department d ON d.code = n.next WHERE d.successor IS NOT NULL
)
SELECT code FROM up WHERE code = above
 UNION ALL
SELECT code FROM onwards WHERE code = next
 LIMIT 1;

-- name: find_area_circle
-- An area that would lie in itself, or succeed itself by a detour.
WITH RECURSIVE up (code, above) AS (
    SELECT code, parent FROM area WHERE parent IS NOT NULL
     UNION
    SELECT u.code, a.parent FROM up u JOIN area a ON a.code = u.above WHERE a.parent IS NOT NULL
), onwards (code, next) AS (
    SELECT code, successor FROM area WHERE successor IS NOT NULL
     UNION
    SELECT n.code, a.successor FROM onwards n JOIN area a ON a.code = n.next WHERE a.successor IS NOT NULL
)
SELECT code FROM up WHERE code = above
 UNION ALL
SELECT code FROM onwards WHERE code = next
 LIMIT 1;

-- name: find_office_circle
-- An office that would belong to itself, or succeed itself by a detour.
WITH RECURSIVE up (id, above) AS (
    SELECT office_id, parent_id FROM office WHERE parent_id IS NOT NULL
     UNION
    SELECT u.id, o.parent_id FROM up u JOIN office o ON o.office_id = u.above WHERE o.parent_id IS NOT NULL
), onwards (id, next) AS (
    SELECT office_id, successor FROM office WHERE successor IS NOT NULL
     UNION
    SELECT n.id, o.successor FROM onwards n JOIN office o ON o.office_id = n.next WHERE o.successor IS NOT NULL
)
SELECT o.code
  FROM office o
 WHERE o.office_id IN (SELECT id FROM up WHERE id = above UNION ALL SELECT id FROM onwards WHERE id = next)
 ORDER BY o.code
 LIMIT 1;

-- name: find_post_circle
-- A post that would report to itself, or succeed itself by a detour.
WITH RECURSIVE up (id, above) AS (
    SELECT post_id, reports_to FROM post WHERE reports_to IS NOT NULL
     UNION
    SELECT u.id, p.reports_to FROM up u JOIN post p ON p.post_id = u.above WHERE p.reports_to IS NOT NULL
), onwards (id, next) AS (
    SELECT post_id, successor FROM post WHERE successor IS NOT NULL
     UNION
    SELECT n.id, p.successor FROM onwards n JOIN post p ON p.post_id = n.next WHERE p.successor IS NOT NULL
)
SELECT p.code
  FROM post p
 WHERE p.post_id IN (SELECT id FROM up WHERE id = above UNION ALL SELECT id FROM onwards WHERE id = next)
 ORDER BY p.code
 LIMIT 1;

-- name: find_outliving
-- What is there longer than what it belongs to, as (kind, code) of both; an open charge ends with its post.
SELECT 'DEPARTMENT' AS kind, c.code, 'DEPARTMENT' AS of_kind, p.code AS of_code
  FROM department c
  JOIN department p ON p.code = c.parent
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity')
 UNION ALL
SELECT 'AREA', c.code, 'AREA', p.code
  FROM area c
  JOIN area p ON p.code = c.parent
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity')
 UNION ALL
SELECT 'OFFICE', c.code, 'DEPARTMENT', p.code
  FROM office c
  JOIN department p ON p.code = c.department
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity')
 UNION ALL
SELECT 'OFFICE', c.code, 'AREA', p.code
  FROM office c
  JOIN area p ON p.code = c.area
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity')
 UNION ALL
SELECT 'OFFICE', c.code, 'OFFICE', p.code
  FROM office c
  JOIN office p ON p.office_id = c.parent_id
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity')
 UNION ALL
SELECT 'POST', c.code, 'OFFICE', p.code
  FROM post c
  JOIN office p ON p.office_id = c.office_id
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity')
 UNION ALL
SELECT 'POST', c.code, 'POST', p.code
  FROM post c
  JOIN post p ON p.post_id = c.reports_to
 WHERE p.valid_to < coalesce(c.valid_to, DATE 'infinity');

-- name: find_charges_beyond
-- Charges of posts that go on after a day, by whoever holds them.
SELECT c.charge_id, c.person_id, c.valid_from, p.code AS post_code
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
 WHERE p.code = ANY (%(codes)s::text[]) AND (c.valid_to IS NULL OR c.valid_to > %(last_day)s)
   AND (c.valid_to IS NULL OR c.valid_to >= c.valid_from)
 ORDER BY c.for_person NULLS FIRST, c.charge_id;

-- name: find_grants_beyond
-- Secure-network access of a post that goes on after a day.
SELECT g.grant_id, g.valid_from
  FROM access_grant g
  JOIN post p ON p.post_id = g.post_id
 WHERE p.code = %(code)s AND (g.valid_to IS NULL OR g.valid_to > %(last_day)s)
   AND (g.valid_to IS NULL OR g.valid_to >= g.valid_from);

-- name: count_seats_beyond
-- How many seats of a post are filled, or will be, above a number.
SELECT count(*)
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
 WHERE p.code = %(code)s AND c.kind = 'SUBSTANTIVE' AND c.seat > %(sanctioned)s
   AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(on)s, c.valid_from));

-- name: find_holders_of_code
-- Who has or will have any charge of a post, by its code.
SELECT DISTINCT c.person_id
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
 WHERE p.code = %(code)s AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(on)s, c.valid_from));

-- name: find_roles_in_office
-- The roles that hang on the living posts of an office.
SELECT DISTINCT unnest(p.roles) AS role
  FROM post p
  JOIN office o ON o.office_id = p.office_id
 WHERE o.code = %(code)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s);

-- name: find_officers
-- For every office of a level that has cases: its nodal and appellate posts today, and whether somebody holds them.
SELECT o.code AS office, o.level, o.department, o.name_en, o.name_hi, l.nodal_rank, l.appellate_rank,
       r.role, p.code AS post_code, p.name_en AS post_en, p.name_hi AS post_hi, p.rank,
       EXISTS (SELECT FROM charge c
                WHERE c.post_id = p.post_id AND c.kind IN ('SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER')
                  AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)) AS is_held
  FROM office o
  JOIN office_level l ON l.level = o.level
 CROSS JOIN (VALUES ('nodal_officer'), ('appellate_officer')) AS r (role)
  LEFT JOIN LATERAL (
       SELECT here.post_id, here.code, here.name_en, here.name_hi, here.rank
         FROM post here
        WHERE here.office_id = o.office_id AND here.roles @> ARRAY[r.role]
          AND here.valid_from <= %(on)s AND (here.valid_to IS NULL OR here.valid_to >= %(on)s)
        ORDER BY here.code
        LIMIT 1) p ON true
 WHERE o.kind <> 'section' AND o.valid_from <= %(on)s AND (o.valid_to IS NULL OR o.valid_to >= %(on)s)
   AND (%(within)s::text[] IS NULL OR o.department = ANY (%(within)s::text[]))
 ORDER BY (p.code IS NOT NULL), o.level, o.code, r.role DESC;

-- name: add_order
-- An order as it was given.
INSERT INTO unit_order (order_id, kind, code, act, order_number, holds_from, facts, given_by, given_at, state, state_since)
VALUES (%(order_id)s, %(kind)s, %(code)s, %(act)s, %(order_number)s, %(holds_from)s, %(facts)s, %(given_by)s, %(now)s,
       %(state)s, %(now)s);

-- name: find_orders_of_unit
-- Everything that was ordered about a unit, the newest first.
SELECT order_id, kind, code, act, order_number, holds_from, facts, state, state_since, refusal
  FROM unit_order
 WHERE kind = %(kind)s AND code = %(code)s
 ORDER BY given_at DESC, order_id DESC
 LIMIT 100;

-- name: find_orders_waiting
-- Orders whose day has not come, and those that could not be carried out in the last weeks.
SELECT order_id, kind, code, act, order_number, holds_from, facts, state, state_since, refusal
  FROM unit_order
 WHERE state = 'WAITING' OR (state = 'REFUSED' AND state_since > %(since)s)
 ORDER BY holds_from, given_at
 LIMIT 200;

-- name: find_due_orders
-- Orders whose day has come, in the order in which they were given.
SELECT order_id, kind, code, act, order_number, holds_from, facts
  FROM unit_order
 WHERE state = 'WAITING' AND holds_from <= %(on)s
 ORDER BY holds_from, given_at
 LIMIT 50;

-- name: get_waiting_order
-- One order that waits.
SELECT order_id, kind, code, act, order_number, holds_from, facts
  FROM unit_order
 WHERE order_id = %(order_id)s AND state = 'WAITING';

-- name: find_waiting_order_for_update
-- One order that waits, locked.
SELECT order_id, kind, code, act, order_number, holds_from, facts
  FROM unit_order
 WHERE order_id = %(order_id)s AND state = 'WAITING'
   FOR UPDATE;

-- name: save_order_state
-- How far an order has come.
UPDATE unit_order
   SET state = %(state)s, state_since = %(now)s, refusal = %(refusal)s
 WHERE order_id = %(order_id)s AND state = 'WAITING';
