-- name: find_employees
-- Employees by number or name in either script, with their charges of today; without *departments* of the whole state.
-- Who has no charge belongs to the department that entered him.
SELECT p.person_id, p.staff_uid, p.name_en, p.name_hi, p.language, p.state, p.home_department,
       (SELECT jsonb_agg(jsonb_build_object('name_en', o.name_en, 'name_hi', o.name_hi) ORDER BY c.valid_from)
          FROM charge c
          JOIN post o ON o.post_id = c.post_id
         WHERE c.person_id = p.person_id AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
       ) AS posts
  FROM person p
 WHERE p.staff_uid > %(after)s
   AND (%(state)s::text IS NULL OR p.state = %(state)s)
   AND (%(staff_uid)s::text IS NULL OR starts_with(p.staff_uid, %(staff_uid)s)
        OR p.name_en ILIKE %(pattern)s OR p.name_hi ILIKE %(pattern)s)
   AND (%(departments)s::text[] IS NULL
        OR EXISTS (
           SELECT 1
             FROM charge c
             JOIN post o ON o.post_id = c.post_id
             JOIN office f ON f.office_id = o.office_id
            WHERE c.person_id = p.person_id AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(on)s, c.valid_from))
              AND f.department = ANY (%(departments)s))
        OR (p.home_department = ANY (%(departments)s)
            AND NOT EXISTS (
                SELECT 1
                  FROM charge c
                 WHERE c.person_id = p.person_id
                   AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(on)s, c.valid_from)))))
 ORDER BY p.staff_uid
 LIMIT %(limit)s;

-- name: find_employee
-- One employee with what an administrator decides by: state, order, home department, and whether a login exists.
SELECT p.person_id, p.staff_uid, p.name_en, p.name_hi, p.language, p.state, p.state_since, p.state_order,
       p.home_department, c.wrapped AS wrapped_contact,
       EXISTS (SELECT 1 FROM credential k WHERE k.person_id = p.person_id) AS has_login,
       (SELECT max(s.started_at) FROM session s WHERE s.person_id = p.person_id) AS signed_in_at
  FROM person p
  LEFT JOIN contact c ON c.person_id = p.person_id
 WHERE p.person_id = %(person_id)s;

-- name: find_belonging
-- To which departments an employee belongs, and the roles of his posts: by charges, or else by who entered him.
SELECT coalesce(array_agg(DISTINCT f.department) FILTER (WHERE f.department IS NOT NULL),
                array_remove(ARRAY[p.home_department], NULL)) AS departments,
       coalesce((SELECT array_agg(DISTINCT role)
                   FROM charge h
                   JOIN post q ON q.post_id = h.post_id
                  CROSS JOIN unnest(q.roles) AS role
                  WHERE h.person_id = p.person_id
                    AND (h.valid_to IS NULL OR h.valid_to >= greatest(%(on)s, h.valid_from))),
                ARRAY[]::text[]) AS roles
  FROM person p
  LEFT JOIN charge c ON c.person_id = p.person_id
                    AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(on)s, c.valid_from))
  LEFT JOIN post o ON o.post_id = c.post_id
  LEFT JOIN office f ON f.office_id = o.office_id
 WHERE p.person_id = %(person_id)s
 GROUP BY p.person_id, p.home_department;

-- name: find_open_charges
-- The charges of an employee that have not ended.
SELECT charge_id
  FROM charge
 WHERE person_id = %(person_id)s AND (valid_to IS NULL OR valid_to >= greatest(%(on)s, valid_from))
 ORDER BY charge_id;

-- name: add_person
-- A new employee.
INSERT INTO person (person_id, staff_uid, name_en, name_hi, language, state, state_since, state_order, home_department)
VALUES (%(person_id)s, %(staff_uid)s, %(name_en)s, %(name_hi)s, %(language)s, 'ACTIVE', %(now)s, 'entered',
       %(home_department)s)
RETURNING person_id, staff_uid, name_en, name_hi, state, language;

-- name: save_particulars
-- Names and language as they now are; only what changed comes back.
UPDATE person
   SET name_en = %(name_en)s, name_hi = %(name_hi)s, language = %(language)s
 WHERE person_id = %(person_id)s
   AND (name_en, name_hi, language) IS DISTINCT FROM (%(name_en)s, %(name_hi)s, %(language)s)
RETURNING person_id, staff_uid, name_en, name_hi, state, language;

-- name: find_departments_named
-- Departments by their codes, to see which exist.
SELECT code FROM department WHERE code = ANY (%(codes)s);

-- name: find_departments_offered
-- The departments of a day from which an administrator chooses; without *departments* all.
SELECT code, name_en, name_hi
  FROM department
 WHERE (valid_to IS NULL OR valid_to >= %(on)s) AND (%(departments)s::text[] IS NULL OR code = ANY (%(departments)s))
 ORDER BY code;

-- name: find_to_export
-- Employees who serve, each with the substantive charge that has no end; without *departments* of the whole state.
SELECT p.staff_uid, p.name_en, p.name_hi, p.language, p.home_department AS department, c.code AS post,
       c.order_number, c.valid_from AS charge_from
  FROM person p
  LEFT JOIN LATERAL (
       SELECT o.code, g.order_number, g.valid_from, f.department
         FROM charge g
         JOIN post o ON o.post_id = g.post_id
         JOIN office f ON f.office_id = o.office_id
        WHERE g.person_id = p.person_id AND g.kind = 'SUBSTANTIVE' AND g.valid_to IS NULL
        LIMIT 1) c ON true
 WHERE p.staff_uid > %(after)s AND p.state <> 'LEFT'
   AND (%(departments)s::text[] IS NULL
        OR coalesce(c.department, p.home_department) = ANY (%(departments)s))
 ORDER BY p.staff_uid
 LIMIT %(limit)s;
