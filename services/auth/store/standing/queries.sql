-- name: get_person_by_staff_uid
-- One employee by the staff number.
SELECT person_id, staff_uid, name_en, name_hi, state, state_since, state_order
  FROM person
 WHERE staff_uid = %(staff_uid)s;

-- name: find_charges_after
-- A person's charges that go on after a day, the strongest first.
SELECT charge_id, person_id, post_id, kind, order_number, valid_from, valid_to, for_person, seat, scope
  FROM charge
 WHERE person_id = %(person_id)s AND (valid_to IS NULL OR valid_to > %(last_day)s)
   AND (valid_to IS NULL OR valid_to >= valid_from)
 ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED'], kind),
       valid_from, charge_id;

-- name: find_ends_of_charges
-- When the charges of a person, and of who stands in for that person, end after a day, and by which order; locked, own
-- ones first, and as texts, so that an order can keep them.
SELECT charge_id::text, valid_to::text, ended_by
  FROM charge
 WHERE (person_id = %(person_id)s OR for_person = %(person_id)s) AND (valid_to IS NULL OR valid_to > %(last_day)s)
   AND (valid_to IS NULL OR valid_to >= valid_from)
 ORDER BY for_person IS NOT NULL, charge_id
   FOR UPDATE;

-- name: find_charges_of_person
-- All charges of a person with the posts' names, those that end last first.
SELECT c.charge_id, c.post_id, p.code AS post_code, p.name_en, p.name_hi, c.kind, c.seat, c.scope, c.order_number,
       c.valid_from, c.valid_to, c.ended_by, o.department, f.name_en AS for_name_en, f.name_hi AS for_name_hi
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN office o ON o.office_id = p.office_id
  LEFT JOIN person f ON f.person_id = c.for_person
 WHERE c.person_id = %(person_id)s AND (c.valid_to IS NULL OR c.valid_to >= c.valid_from)
 ORDER BY c.valid_to DESC NULLS FIRST,
       array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED'], c.kind),
       c.valid_from DESC
 LIMIT 200;

-- name: find_charges_of_post
-- Who has, will have and lately had a charge of a post.
SELECT c.charge_id, c.kind, c.seat, c.scope, c.order_number, c.valid_from, c.valid_to, h.staff_uid, h.name_en, h.name_hi,
       h.state, f.name_en AS for_name_en, f.name_hi AS for_name_hi
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN person h ON h.person_id = c.person_id
  LEFT JOIN person f ON f.person_id = c.for_person
 WHERE p.code = %(code)s AND (c.valid_to IS NULL OR c.valid_to >= c.valid_from)
 ORDER BY c.valid_to DESC NULLS FIRST, c.seat, c.valid_from DESC
 LIMIT 60;

-- name: get_charge
-- One charge with the names of its post and its holder.
SELECT c.charge_id, c.kind, c.scope, c.order_number, c.valid_from, c.valid_to, p.code AS post_code, p.name_en AS post_en,
       p.name_hi AS post_hi, h.staff_uid, h.name_en, h.name_hi
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN person h ON h.person_id = c.person_id
 WHERE c.charge_id = %(charge_id)s;

-- name: find_delegations
-- Who stands in for an officer, from today on.
SELECT c.charge_id, c.kind, c.scope, c.order_number, c.valid_from, c.valid_to, p.code AS post_code, p.name_en, p.name_hi,
       h.staff_uid, h.name_en AS holder_en, h.name_hi AS holder_hi
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN person h ON h.person_id = c.person_id
 WHERE c.for_person = %(person_id)s AND c.valid_to >= greatest(%(on)s, c.valid_from)
 ORDER BY c.valid_from, c.charge_id;

-- name: find_grants_of_posts
-- The secure-network access of posts, from today on.
SELECT g.grant_id, g.order_number, g.valid_from, g.valid_to, p.code AS post_code, p.name_en, p.name_hi
  FROM access_grant g
  JOIN post p ON p.post_id = g.post_id
 WHERE g.post_id = ANY (%(post_ids)s::uuid[]) AND (g.valid_to IS NULL OR g.valid_to >= greatest(%(on)s, g.valid_from))
 ORDER BY p.code, g.valid_from;

-- name: get_grant
-- One access with the name of its post.
SELECT g.grant_id, g.order_number, g.valid_from, g.valid_to, p.code AS post_code, p.name_en, p.name_hi
  FROM access_grant g
  JOIN post p ON p.post_id = g.post_id
 WHERE g.grant_id = %(grant_id)s;

-- name: find_grants
-- One page of posts that have secure-network access on a day, in the order of their codes, with who answers for them.
SELECT g.grant_id, g.order_number, g.valid_from, g.valid_to, p.code AS post_code, p.name_en, p.name_hi, p.rank,
       r.level AS rank_level, r.name_en AS rank_en, r.name_hi AS rank_hi, o.department, d.name_en AS department_en,
       d.name_hi AS department_hi, h.staff_uid, h.name_en AS holder_en, h.name_hi AS holder_hi
  FROM access_grant g
  JOIN post p ON p.post_id = g.post_id
  JOIN office o ON o.office_id = p.office_id
  JOIN department d ON d.code = o.department
  JOIN LATERAL (
       SELECT rank.level, rank.name_en, rank.name_hi
         FROM rank
        WHERE rank.code = p.rank
        ORDER BY (rank.valid_from <= %(on)s AND (rank.valid_to IS NULL OR rank.valid_to >= %(on)s)) DESC,
              rank.valid_from DESC
        LIMIT 1) r ON true
  LEFT JOIN LATERAL (
       SELECT who.staff_uid, who.name_en, who.name_hi
         FROM charge c
         JOIN person who ON who.person_id = c.person_id
        WHERE c.post_id = p.post_id AND c.kind IN ('SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER')
          AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
        ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER'], c.kind), c.valid_from DESC
        LIMIT 1) h ON true
 WHERE g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to >= %(on)s)
   AND p.code > %(after)s
   AND (%(within)s::text[] IS NULL OR o.department = ANY (%(within)s::text[]))
   AND (%(department)s::text IS NULL OR o.department = %(department)s)
   AND (%(rank)s::text IS NULL OR p.rank = %(rank)s)
   AND (%(ends_by)s::date IS NULL OR g.valid_to <= %(ends_by)s)
 ORDER BY p.code
 LIMIT %(limit)s;

-- name: count_grants
-- Posts, posts with access, and people who act by one, on a day, by department and rank.
SELECT o.department, d.name_en AS department_en, d.name_hi AS department_hi, p.rank, r.level AS rank_level,
       r.name_en AS rank_en, r.name_hi AS rank_hi, count(*) AS posts, count(*) FILTER (WHERE a.granted) AS granted,
       coalesce(sum(a.holders) FILTER (WHERE a.granted), 0)::integer AS holders
  FROM post p
  JOIN office o ON o.office_id = p.office_id
  JOIN department d ON d.code = o.department
  JOIN LATERAL (
       SELECT rank.level, rank.name_en, rank.name_hi
         FROM rank
        WHERE rank.code = p.rank
        ORDER BY (rank.valid_from <= %(on)s AND (rank.valid_to IS NULL OR rank.valid_to >= %(on)s)) DESC,
              rank.valid_from DESC
        LIMIT 1) r ON true
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT FROM access_grant g
                       WHERE g.post_id = p.post_id AND g.valid_from <= %(on)s
                         AND (g.valid_to IS NULL OR g.valid_to >= %(on)s)) AS granted,
              (SELECT count(DISTINCT c.person_id) FROM charge c
                WHERE c.post_id = p.post_id AND c.valid_from <= %(on)s
                  AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)) AS holders) a
 WHERE p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
   AND (%(within)s::text[] IS NULL OR o.department = ANY (%(within)s::text[]))
 GROUP BY o.department, d.name_en, d.name_hi, p.rank, r.level, r.name_en, r.name_hi
 ORDER BY o.department, r.level, p.rank;
