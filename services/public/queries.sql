-- name: register_case, prepared
-- The whole of an intake in one statement: number, complainant, case, petition, papers, first entry of the timeline.
WITH given AS (
    SELECT case_number(%(year)s, %(mode)s, nextval('case_serial')) AS number
), known AS (
    INSERT INTO complainant (contact_id, sealed) VALUES (%(contact_id)s, %(contact)s)
), born AS (
    INSERT INTO case_ (case_id, number, nature, category, mode, born_in, department, area, level, state, language,
                       protected, contact_id, contact_confirmed_by, registered_at, limit_id, due_at, nodal_post,
                       portal_id, external_system, external_number)
    SELECT %(case_id)s, number, %(nature)s, %(category)s, %(mode)s, %(department)s, %(department)s, %(area)s,
           %(level)s, 'REGISTERED', %(language)s, %(protected)s, %(contact_id)s, %(confirmed_by)s, %(now)s,
           %(limit_id)s, %(due_at)s, %(nodal_post)s, %(portal_id)s, %(external_system)s, %(external_number)s
      FROM given
    RETURNING number
), written AS (
    INSERT INTO petition (case_id, sealed, words)
    VALUES (%(case_id)s, %(petition)s, words_of(%(searchable)s))
), kept AS (
    INSERT INTO document (document_id, case_id, kind, sha256, size, media_type, wrapped_key, added_at)
    SELECT p.document_id, %(case_id)s, 'ATTACHMENT', p.sha256, p.size, p.media_type, p.wrapped_key, %(now)s
      FROM unnest(%(document_ids)s::uuid[], %(sha256s)s::text[], %(sizes)s::integer[], %(media_types)s::text[],
                  %(wrapped_keys)s::bytea[]) AS p (document_id, sha256, size, media_type, wrapped_key)
), noted AS (
    INSERT INTO case_event (event_id, case_id, at, what, by_kind, department, due_at, shown)
    VALUES (%(event_id)s, %(case_id)s, %(now)s, 'REGISTERED', %(by_kind)s, %(department)s, %(due_at)s, true)
)
SELECT number FROM born;

-- name: get_case, prepared
-- One case as the rules see it.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE case_id = %(case_id)s;

-- name: get_case_for_update, prepared
-- One case, held until the end of the transaction.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE case_id = %(case_id)s
   FOR UPDATE;

-- name: find_case_by_number, prepared
-- The case that bears a number, or whose appeal bears it: each lookup by its own index, the second only if needed.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE case_id = (SELECT case_id FROM case_ WHERE number = %(number)s
                   UNION ALL
                  SELECT case_id FROM appeal WHERE number = %(number)s
                   LIMIT 1);

-- name: get_case_facts
-- What an officer or the citizen reads besides the state: whence it came and on which order the date rests.
SELECT c.category, c.mode, c.contact_confirmed_by, c.portal_id, c.external_system, c.external_number,
       l.days, l.day_kind, l.order_number, l.source
  FROM case_ c
  LEFT JOIN case_limit l USING (limit_id)
 WHERE c.case_id = %(case_id)s;

-- name: save_case, prepared
-- Everything of a case that may change.
UPDATE case_
   SET department = %(department)s, level = %(level)s, state = %(state)s, due_at = %(due_at)s,
       paused_at = %(paused_at)s, resumes_to = %(resumes_to)s, nodal_post = %(nodal_post)s,
       assigned_post = %(assigned_post)s, transfers = %(transfers)s, overdue_at = %(overdue_at)s,
       disposed_at = %(disposed_at)s, version = %(version)s
 WHERE case_id = %(case_id)s;

-- name: may_see_case, prepared
-- Whether a case lies in the scope of a post: its department's subtree within its area's, its area's whole
-- subtree, or its own desk.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT EXISTS (
    SELECT 1
      FROM case_ c
     WHERE c.case_id = %(case_id)s
       AND (c.assigned_post = %(post_id)s OR c.nodal_post = %(post_id)s
            OR (c.area IN (SELECT code FROM own_areas)
                AND (%(by_area)s
                     OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))
);

-- name: find_cases
-- The desk of a post, the earliest due first; the scope is the same as in may_see_case. Each state of each department
-- or area is read in the order of its index, so that a page ends long before the table does.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
), found (case_id, due_at) AS (
    (SELECT e.case_id, e.due_at FROM unnest(%(states)s::text[]) AS s (state), LATERAL (
        SELECT c.case_id, c.due_at
          FROM case_ c
         WHERE c.assigned_post = %(post_id)s AND c.state = s.state
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
           AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
           AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
           AND (%(late)s::boolean IS NULL
                OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
           AND (coalesce(c.due_at, 'infinity'::timestamptz), c.case_id)
               > (%(after_due)s::timestamptz, %(after_id)s::uuid)
         ORDER BY c.due_at, c.case_id
         LIMIT %(limit)s) e)
     UNION
    (SELECT e.case_id, e.due_at FROM unnest(%(states)s::text[]) AS s (state), LATERAL (
        SELECT c.case_id, c.due_at
          FROM case_ c
         WHERE c.nodal_post = %(post_id)s AND c.state = s.state
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
           AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
           AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
           AND (%(late)s::boolean IS NULL
                OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
           AND (coalesce(c.due_at, 'infinity'::timestamptz), c.case_id)
               > (%(after_due)s::timestamptz, %(after_id)s::uuid)
         ORDER BY c.due_at, c.case_id
         LIMIT %(limit)s) e)
     UNION
    (SELECT e.case_id, e.due_at FROM unnest(%(states)s::text[]) AS s (state), own_departments d, LATERAL (
        SELECT c.case_id, c.due_at
          FROM case_ c
         WHERE %(by_department)s AND c.department = d.code AND c.state = s.state
           AND c.area IN (SELECT code FROM own_areas)
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
           AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
           AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
           AND (%(late)s::boolean IS NULL
                OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
           AND (coalesce(c.due_at, 'infinity'::timestamptz), c.case_id)
               > (%(after_due)s::timestamptz, %(after_id)s::uuid)
         ORDER BY c.due_at, c.case_id
         LIMIT %(limit)s) e)
     UNION
    (SELECT e.case_id, e.due_at FROM unnest(%(states)s::text[]) AS s (state), own_areas a, LATERAL (
        SELECT c.case_id, c.due_at
          FROM case_ c
         WHERE %(by_area)s AND c.area = a.code AND c.state = s.state
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
           AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
           AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
           AND (%(late)s::boolean IS NULL
                OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
           AND (coalesce(c.due_at, 'infinity'::timestamptz), c.case_id)
               > (%(after_due)s::timestamptz, %(after_id)s::uuid)
         ORDER BY c.due_at, c.case_id
         LIMIT %(limit)s) e)
     ORDER BY due_at, case_id
     LIMIT %(limit)s
)
SELECT c.case_id, c.number, c.nature, c.born_in, c.department, c.area, c.level, c.state, c.language, c.protected,
       c.contact_id, c.registered_at, c.due_at, c.paused_at, c.resumes_to, c.nodal_post, c.assigned_post,
       c.transfers, c.overdue_at, c.disposed_at, c.version
  FROM found
  JOIN case_ c USING (case_id)
 ORDER BY coalesce(c.due_at, 'infinity'::timestamptz), c.case_id;

-- name: search_cases
-- The cases of a desk in which certain words stand, the earliest due first; the scope is the same as in may_see_case.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT c.case_id, c.number, c.nature, c.born_in, c.department, c.area, c.level, c.state, c.language, c.protected,
       c.contact_id, c.registered_at, c.due_at, c.paused_at, c.resumes_to, c.nodal_post, c.assigned_post,
       c.transfers, c.overdue_at, c.disposed_at, c.version
  FROM case_ c
  JOIN petition p USING (case_id)
 WHERE c.state = ANY(%(states)s)
   AND (c.assigned_post = %(post_id)s OR c.nodal_post = %(post_id)s
        OR (c.area IN (SELECT code FROM own_areas)
            AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))
   AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
   AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
   AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
   AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
   AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
   AND (%(late)s::boolean IS NULL
        OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
   AND p.words @@ words_wanted(%(wanted)s)
   AND (coalesce(c.due_at, 'infinity'::timestamptz), c.case_id) > (%(after_due)s::timestamptz, %(after_id)s::uuid)
 ORDER BY coalesce(c.due_at, 'infinity'::timestamptz), c.case_id
 LIMIT %(limit)s;

-- name: find_numbered, prepared
-- The case of a number, when it lies in the scope of a post; the scope is the same as in may_see_case.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT c.case_id, c.number, c.nature, c.born_in, c.department, c.area, c.level, c.state, c.language, c.protected,
       c.contact_id, c.registered_at, c.due_at, c.paused_at, c.resumes_to, c.nodal_post, c.assigned_post,
       c.transfers, c.overdue_at, c.disposed_at, c.version
  FROM case_ c
 WHERE c.number = %(number)s
   AND (c.assigned_post = %(post_id)s OR c.nodal_post = %(post_id)s
        OR (c.area IN (SELECT code FROM own_areas)
            AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))));

-- name: find_newest_cases
-- The desk of a post, the newest first; the scope is the same as in may_see_case.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT c.case_id, c.number, c.nature, c.born_in, c.department, c.area, c.level, c.state, c.language, c.protected,
       c.contact_id, c.registered_at, c.due_at, c.paused_at, c.resumes_to, c.nodal_post, c.assigned_post,
       c.transfers, c.overdue_at, c.disposed_at, c.version
  FROM case_ c
  LEFT JOIN petition p USING (case_id)
 WHERE c.state = ANY(%(states)s)
   AND (c.assigned_post = %(post_id)s OR c.nodal_post = %(post_id)s
        OR (c.area IN (SELECT code FROM own_areas)
            AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))
   AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
   AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
   AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
   AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
   AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
   AND (%(late)s::boolean IS NULL
        OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
   AND (%(wanted)s::text IS NULL OR p.words @@ words_wanted(%(wanted)s))
   AND c.case_id < %(before_id)s::uuid
 ORDER BY c.case_id DESC
 LIMIT %(limit)s;

-- name: find_listed
-- Cases of a scope for a meeting, by department and due date, each with its last step; the scope is the same as in
-- may_see_case.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT c.case_id, c.number, c.nature, c.department, c.area, c.state, c.registered_at, c.due_at, c.paused_at,
       c.overdue_at, c.disposed_at, coalesce(c.assigned_post, c.nodal_post) AS desk, p.name_en AS desk_en, p.name_hi AS desk_hi,
       s.what, s.at AS last_at
  FROM case_ c
  LEFT JOIN directory_post p ON p.post_id = coalesce(c.assigned_post, c.nodal_post)
  LEFT JOIN LATERAL (SELECT e.what, e.at FROM case_event e WHERE e.case_id = c.case_id
                      ORDER BY e.at DESC, e.event_id DESC LIMIT 1) s ON true
 WHERE c.state = ANY(%(states)s)
   AND (c.assigned_post = %(post_id)s OR c.nodal_post = %(post_id)s
        OR (c.area IN (SELECT code FROM own_areas)
            AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))
   AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
   AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
   AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
   AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
   AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
   AND (%(late)s::boolean IS NULL
        OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
   AND (%(number)s::text IS NULL OR c.number = %(number)s)
   AND (%(wanted)s::text IS NULL
        OR EXISTS (SELECT 1 FROM petition t WHERE t.case_id = c.case_id AND t.words @@ words_wanted(%(wanted)s)))
 ORDER BY c.department, coalesce(c.due_at, 'infinity'::timestamptz), c.case_id
 LIMIT %(limit)s;

-- name: count_cases
-- How many cases of each state a search finds and how many of them are late; the same scope as in may_see_case.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT c.state, count(*) AS cases,
       count(*) FILTER (WHERE c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                         AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))) AS late
  FROM case_ c
  LEFT JOIN petition p USING (case_id)
 WHERE c.state = ANY(%(states)s)
   AND (c.assigned_post = %(post_id)s OR c.nodal_post = %(post_id)s
        OR (c.area IN (SELECT code FROM own_areas)
            AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))
   AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
   AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
   AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
   AND (%(due_from)s::timestamptz IS NULL OR c.due_at >= %(due_from)s)
   AND (%(due_by)s::timestamptz IS NULL OR c.due_at <= %(due_by)s)
   AND (%(late)s::boolean IS NULL
        OR %(late)s = (c.overdue_at IS NOT NULL OR (c.paused_at IS NULL AND c.due_at < %(now)s
                                                AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN'))))
   AND (%(wanted)s::text IS NULL OR p.words @@ words_wanted(%(wanted)s))
 GROUP BY c.state
 ORDER BY c.state;

-- name: count_pendency
-- How many cases of a scope lie in each state, how many of them are late, and how many fall due on which day: from the
-- cells, from what is not folded into them yet, and from the few cases that no cell knows: what lies on the own desk
-- without being in the scope, and what broke within the last seconds. The scope is the same as in may_see_case.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
), cell (state, late, due_on, cases) AS (
    SELECT c.state, c.late, c.due_on, c.cases
      FROM (SELECT department, area, nature, nodal_post, state, late, due_on, cases FROM pendency
             UNION ALL
            SELECT department, area, nature, nodal_post, state, late, due_on, cases FROM pendency_change) c
     WHERE (c.nodal_post = %(post_id)s
           OR (c.area IN (SELECT code FROM own_areas)
               AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
           AND (c.due_on IS NULL OR c.due_on <= %(until)s)
     UNION ALL
    SELECT k.state, k.late, k.due_on, 1
      FROM case_ c,
           LATERAL (VALUES (c.state, c.overdue_at IS NOT NULL, NULL), (NULL, false, running_until(c)))
                   AS k (state, late, due_on)
     WHERE c.assigned_post = %(post_id)s AND c.state = ANY(%(open_states)s) AND ((c.nodal_post = %(post_id)s
           OR (c.area IN (SELECT code FROM own_areas)
               AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments)))))) IS NOT TRUE
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
           AND num_nonnulls(k.state, k.due_on) = 1 AND (k.due_on IS NULL OR k.due_on <= %(until)s)
     UNION ALL
    SELECT k.state, k.late, k.due_on, k.cases
      FROM case_ c,
           LATERAL (VALUES (c.state, true, NULL, 1), (c.state, false, NULL, -1), (NULL, false, running_until(c), -1))
                   AS k (state, late, due_on, cases)
     WHERE c.overdue_at IS NULL AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN')
           AND c.due_at < %(now)s AND (c.assigned_post = %(post_id)s OR (c.nodal_post = %(post_id)s
           OR (c.area IN (SELECT code FROM own_areas)
               AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments))))))
           AND (%(in_department)s::text IS NULL OR c.department = %(in_department)s)
           AND (%(in_area)s::text IS NULL OR c.area = %(in_area)s)
           AND (%(nature)s::text IS NULL OR c.nature = %(nature)s)
)
SELECT state, due_on, sum(cases)::integer AS cases, coalesce(sum(cases) FILTER (WHERE late), 0)::integer AS late
  FROM cell
 GROUP BY state, due_on
HAVING sum(cases) <> 0
 ORDER BY state, due_on;

-- name: count_pendency_by_department
-- Open cases of each department, and how many of them are late, from the kept figures.
SELECT c.department, sum(c.cases)::integer AS cases,
       coalesce(sum(c.cases) FILTER (WHERE c.late), 0)::integer AS late
  FROM (SELECT department, state, late, cases FROM pendency WHERE state IS NOT NULL
         UNION ALL
        SELECT department, state, late, cases FROM pendency_change WHERE state IS NOT NULL) c
 WHERE c.state = ANY(%(open_states)s)
 GROUP BY c.department
HAVING sum(c.cases) <> 0
 ORDER BY c.department;

-- name: fold_pendency
-- Take changes into their cells.
WITH taken AS (
    DELETE FROM pendency_change
     WHERE ctid = ANY (ARRAY(SELECT ctid FROM pendency_change LIMIT %(limit)s))
    RETURNING department, area, nature, nodal_post, state, late, due_on, cases
)
INSERT INTO pendency AS p (department, area, nature, nodal_post, state, late, due_on, cases)
SELECT department, area, nature, nodal_post, state, late, due_on, sum(cases)
  FROM taken
 GROUP BY department, area, nature, nodal_post, state, late, due_on
HAVING sum(cases) <> 0
ON CONFLICT ON CONSTRAINT one_row_per_cell DO UPDATE SET cases = p.cases + excluded.cases;

-- name: delete_empty_cells
-- What counts nothing any more.
DELETE FROM pendency WHERE cases = 0;

-- name: count_new_cases
-- Cases registered since an instant in a scope, counted no further than a limit; the scope is the same as in
-- may_see_case. Their ids carry the instant, so that only the newest are read.
WITH RECURSIVE own_departments (code) AS (
    SELECT code FROM directory_department WHERE code = %(department)s
     UNION
    SELECT d.code FROM directory_department d JOIN own_departments o ON d.parent = o.code OR d.successor = o.code
), own_areas (code) AS (
    SELECT code FROM directory_area WHERE code = %(area)s
     UNION
    SELECT a.code FROM directory_area a JOIN own_areas o ON a.parent = o.code OR a.successor = o.code
)
SELECT count(*) FROM (
    SELECT 1
      FROM case_ c
     WHERE c.case_id >= uuid_at(%(since)s)
       AND (c.assigned_post = %(post_id)s OR (c.nodal_post = %(post_id)s
           OR (c.area IN (SELECT code FROM own_areas)
               AND (%(by_area)s OR (%(by_department)s AND c.department IN (SELECT code FROM own_departments))))))
     LIMIT %(limit)s
) AS newest;

-- name: find_overdue_cases
-- Promises that broke since the last look, the oldest first; another process's rows are left to it.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE overdue_at IS NULL AND state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN') AND due_at < %(now)s
 ORDER BY due_at
 LIMIT %(limit)s
   FOR UPDATE SKIP LOCKED;

-- name: find_complainant
-- Who complained, sealed; the seal is null after an erasure.
SELECT sealed FROM complainant WHERE contact_id = %(contact_id)s;

-- name: find_case_of_contact
-- The case whose complainant is reached this way.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE contact_id = %(contact_id)s
 LIMIT 1;

-- name: find_petition
-- What was written, sealed; null after an erasure.
SELECT sealed FROM petition WHERE case_id = %(case_id)s;

-- name: add_event, prepared
-- The next entry of a timeline.
INSERT INTO case_event (event_id, case_id, at, what, by_kind, post_id, department, to_post, due_at, reference, shown)
VALUES (%(event_id)s, %(case_id)s, %(at)s, %(what)s, %(by_kind)s, %(post_id)s, %(department)s, %(to_post)s,
        %(due_at)s, %(reference)s, %(shown)s);

-- name: add_said, prepared
-- The words that belong to an entry of a timeline, sealed.
INSERT INTO said (event_id, sealed) VALUES (%(event_id)s, %(sealed)s);

-- name: find_events
-- A timeline with its words, in order.
SELECT e.event_id, e.at, e.what, e.by_kind, e.post_id, e.department, e.to_post, e.due_at, e.reference, e.shown,
       s.sealed
  FROM case_event e
  LEFT JOIN said s USING (event_id)
 WHERE e.case_id = %(case_id)s AND (e.shown OR NOT %(shown_only)s)
 ORDER BY e.at, e.event_id;

-- name: find_documents
-- The papers of a case.
SELECT document_id, kind, sha256, size, media_type, wrapped_key, added_at, reference
  FROM document
 WHERE case_id = %(case_id)s
 ORDER BY added_at, document_id;

-- name: find_document
-- One paper of a case.
SELECT document_id, kind, sha256, size, media_type, wrapped_key, added_at, reference
  FROM document
 WHERE case_id = %(case_id)s AND document_id = %(document_id)s;

-- name: add_document
-- A paper of a case or of an unconfirmed filing.
INSERT INTO document (document_id, case_id, filing_id, kind, sha256, size, media_type, wrapped_key, added_at, reference)
VALUES (%(document_id)s, %(case_id)s, %(filing_id)s, %(kind)s, %(sha256)s, %(size)s, %(media_type)s, %(wrapped_key)s,
        %(added_at)s, %(reference)s);

-- name: find_named_blobs
-- Which of some blobs a row of ours still names.
SELECT sha256 FROM document WHERE sha256 = ANY(%(sha256s)s)
 UNION
SELECT sha256 FROM draft_paper WHERE sha256 = ANY(%(sha256s)s);

-- name: add_pause
-- The clock stands from here.
INSERT INTO clock_pause (pause_id, case_id, event_id, paused_at)
VALUES (%(pause_id)s, %(case_id)s, %(event_id)s, %(paused_at)s);

-- name: end_pause
-- The clock runs again.
UPDATE clock_pause SET resumed_at = %(resumed_at)s WHERE case_id = %(case_id)s AND resumed_at IS NULL;

-- name: add_assignment, prepared
-- A case came to a desk.
INSERT INTO assignment (assignment_id, case_id, by_post, to_post, department, assigned_at)
VALUES (%(assignment_id)s, %(case_id)s, %(by_post)s, %(to_post)s, %(department)s, %(assigned_at)s);

-- name: add_feedback
-- The citizen's word about a final answer.
INSERT INTO feedback (feedback_id, case_id, disposed_at, satisfied, given_at)
VALUES (%(feedback_id)s, %(case_id)s, %(disposed_at)s, %(satisfied)s, %(given_at)s);

-- name: find_limit
-- The limit in force on a day: one of the level itself comes before one of all levels.
SELECT limit_id, nature, category, level, days, day_kind, valid_from, valid_to, order_number, source, in_force
  FROM case_limit
 WHERE in_force AND nature = %(nature)s AND category IS NOT DISTINCT FROM %(category)s
   AND (level IS NULL OR level = %(level)s)
   AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
 ORDER BY level NULLS LAST
 LIMIT 1;

-- name: find_limits
-- All known limits, rivals too.
SELECT limit_id, nature, category, level, days, day_kind, valid_from, valid_to, order_number, source, in_force
  FROM case_limit
 ORDER BY nature, category NULLS FIRST, level NULLS FIRST, valid_from;

-- name: retire_rivals
-- What was in force beside a chosen limit is so no longer; cases keep the limit of their registration.
UPDATE case_limit r
   SET in_force = false
  FROM case_limit c
 WHERE c.limit_id = %(limit_id)s AND r.limit_id <> c.limit_id AND r.in_force AND r.nature = c.nature
   AND r.category IS NOT DISTINCT FROM c.category AND r.level IS NOT DISTINCT FROM c.level;

-- name: put_limit_in_force
-- The installation's choice.
UPDATE case_limit SET in_force = true WHERE limit_id = %(limit_id)s;

-- name: add_filing
-- A filing that waits for its code; the same filing sent twice is one.
INSERT INTO filing (filing_id, contact_id, department, language, sealed, filed_at, expires_at, office_id)
VALUES (%(filing_id)s, %(contact_id)s, %(department)s, %(language)s, %(sealed)s, %(filed_at)s, %(expires_at)s,
        %(office_id)s)
ON CONFLICT (filing_id) DO NOTHING;

-- name: find_filing
-- One filing, confirmed or not.
SELECT filing_id, contact_id, department, language, sealed, filed_at, expires_at, case_id, office_id
  FROM filing
 WHERE filing_id = %(filing_id)s;

-- name: find_filing_of_contact
-- What waits, sealed, for the code of this contact.
SELECT sealed FROM filing WHERE contact_id = %(contact_id)s AND sealed IS NOT NULL LIMIT 1;

-- name: get_filing_for_update
-- One filing, held until the end of the transaction.
SELECT filing_id, contact_id, department, language, sealed, filed_at, expires_at, case_id, office_id
  FROM filing
 WHERE filing_id = %(filing_id)s
   FOR UPDATE;

-- name: save_confirmed
-- The filing became a case; its own copy of the words goes.
UPDATE filing SET sealed = NULL, case_id = %(case_id)s WHERE filing_id = %(filing_id)s;

-- name: move_documents
-- The papers of a filing belong to its case.
UPDATE document SET case_id = %(case_id)s WHERE filing_id = %(filing_id)s;

-- name: delete_expired_filings
-- What nobody confirmed in time goes, with the rows of its papers and codes.
DELETE FROM filing
 WHERE filing_id = ANY (ARRAY(
    SELECT filing_id FROM filing
     WHERE expires_at < %(now)s AND case_id IS NULL
     ORDER BY expires_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED));

-- name: add_code
-- A one-time code, as a keyed digest.
INSERT INTO access_code (code_id, contact_id, purpose, case_id, filing_id, digest, issued_at, expires_at)
VALUES (%(code_id)s, %(contact_id)s, %(purpose)s, %(case_id)s, %(filing_id)s, %(digest)s, %(issued_at)s, %(expires_at)s);

-- name: try_code
-- Count the try, and use the newest living code if it is the right one; a code dies after five tries.
WITH newest AS (
    SELECT code_id, digest FROM access_code
     WHERE purpose = %(purpose)s AND used_at IS NULL AND expires_at > %(now)s AND tries < 5
       AND (case_id = %(case_id)s OR filing_id = %(filing_id)s)
     ORDER BY issued_at DESC
     LIMIT 1
       FOR UPDATE
)
UPDATE access_code a
   SET tries = tries + 1, used_at = CASE WHEN newest.digest = %(digest)s THEN %(now)s::timestamptz END
  FROM newest
 WHERE a.code_id = newest.code_id
RETURNING a.used_at IS NOT NULL AS right_code;

-- name: delete_old_codes
-- Codes that can open nothing any more.
DELETE FROM access_code WHERE expires_at < %(before)s;

-- name: add_appeal
-- An appeal takes a number of its own from the same serial.
INSERT INTO appeal (appeal_id, number, case_id, event_id, department, level, post_id, filed_at, limit_id, due_at)
VALUES (%(appeal_id)s, case_number(%(year)s, %(mode)s, nextval('case_serial')), %(case_id)s, %(event_id)s,
        %(department)s, %(level)s, %(post_id)s, %(filed_at)s, %(limit_id)s, %(due_at)s)
RETURNING number;

-- name: find_appeals_of_case
-- The appeals of a case, the latest last.
SELECT appeal_id, number, case_id, level, post_id, filed_at, due_at, decided_at, accepted
  FROM appeal
 WHERE case_id = %(case_id)s
 ORDER BY filed_at;

-- name: find_open_appeals
-- The appeals before an appellate officer, the oldest first.
SELECT appeal_id, number, case_id, level, post_id, filed_at, due_at, decided_at, accepted
  FROM appeal
 WHERE post_id = %(post_id)s AND decided_at IS NULL AND appeal_id > %(after_id)s
 ORDER BY appeal_id
 LIMIT %(limit)s;

-- name: get_appeal_for_update
-- One appeal, held until the end of the transaction.
SELECT appeal_id, number, case_id, level, post_id, filed_at, due_at, decided_at, accepted
  FROM appeal
 WHERE appeal_id = %(appeal_id)s
   FOR UPDATE;

-- name: find_appeals_before_nobody
-- Where undecided appeals lie before no post, or before one that ended; each place once.
SELECT DISTINCT c.department, c.area, c.level
  FROM (SELECT case_id FROM appeal WHERE decided_at IS NULL AND post_id IS NULL
         UNION ALL
        SELECT a.case_id
          FROM directory_post p
          JOIN appeal a ON a.post_id = p.post_id AND a.decided_at IS NULL
         WHERE p.valid_to < %(on)s) AS before_nobody
  JOIN case_ c USING (case_id)
 ORDER BY c.department, c.area, c.level;

-- name: put_appeals_before
-- Some of those of one place come before a post.
UPDATE appeal SET post_id = %(post_id)s, version = version + 1
 WHERE appeal_id = ANY (ARRAY(
    SELECT a.appeal_id
      FROM appeal a
      JOIN case_ c USING (case_id)
      LEFT JOIN directory_post p ON p.post_id = a.post_id
     WHERE a.decided_at IS NULL AND (a.post_id IS NULL OR p.valid_to < %(on)s)
       AND c.department = %(department)s AND c.area = %(area)s AND c.level = %(level)s
     ORDER BY a.appeal_id
     LIMIT %(limit)s
       FOR UPDATE OF a SKIP LOCKED))
RETURNING appeal_id, number, case_id, level, post_id, filed_at, due_at, decided_at, accepted;

-- name: find_ended_desks
-- Posts that ended and have open cases.
SELECT p.post_id
  FROM directory_post p
 WHERE p.valid_to < %(on)s
   AND (EXISTS (SELECT 1 FROM case_ c WHERE c.nodal_post = p.post_id AND c.state = ANY(%(open_states)s))
        OR EXISTS (SELECT 1 FROM case_ c WHERE c.assigned_post = p.post_id AND c.state = ANY(%(open_states)s)))
 ORDER BY p.valid_to, p.post_id;

-- name: find_left_cases
-- Open cases of a post that ended, held; what somebody is just at work on is left for the next look.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE (nodal_post = %(post_id)s OR assigned_post = %(post_id)s) AND state = ANY(%(open_states)s)
 LIMIT %(limit)s
   FOR UPDATE SKIP LOCKED;

-- name: find_places_without_nodal_officer
-- Where open cases lie before no nodal officer; each place once.
SELECT DISTINCT department, area FROM case_
 WHERE nodal_post IS NULL AND state = ANY(%(open_states)s)
 ORDER BY department, area;

-- name: find_cases_without_nodal_officer
-- Some of those of one place, held.
SELECT case_id, number, nature, born_in, department, area, level, state, language, protected, contact_id,
       registered_at, due_at, paused_at, resumes_to, nodal_post, assigned_post, transfers, overdue_at, disposed_at,
       version
  FROM case_
 WHERE nodal_post IS NULL AND state = ANY(%(open_states)s) AND department = %(department)s AND area = %(area)s
 LIMIT %(limit)s
   FOR UPDATE SKIP LOCKED;

-- name: find_posts_that_answered
-- The posts that acted on a case and gave it its answers.
SELECT DISTINCT post_id FROM case_event
 WHERE case_id = %(case_id)s AND what IN ('ACTION_TAKEN', 'DISPOSED') AND post_id IS NOT NULL;

-- name: save_decision
-- The appellate officer's decision.
UPDATE appeal SET decided_at = %(decided_at)s, accepted = %(accepted)s, version = version + 1
 WHERE appeal_id = %(appeal_id)s;

-- name: find_portal_look
-- What the keepers of a portal chose for its block.
SELECT accent, language FROM portal_look WHERE portal_id = %(portal_id)s;

-- name: save_portal_look
-- Choose how the block of a portal looks.
INSERT INTO portal_look (portal_id, accent, language, chosen_at)
VALUES (%(portal_id)s, %(accent)s, %(language)s, %(now)s)
    ON CONFLICT (portal_id) DO UPDATE
   SET accent = EXCLUDED.accent, language = EXCLUDED.language, chosen_at = EXCLUDED.chosen_at;

-- name: add_draft
-- A filing that a citizen begins.
INSERT INTO draft (draft_id, department, code_digest, sealed, saved_at, expires_at)
VALUES (%(draft_id)s, %(department)s, %(code_digest)s, %(sealed)s, %(saved_at)s, %(expires_at)s);

-- name: find_draft
-- A draft whose time is not over.
SELECT draft_id, department, sealed, filing_id, saved_at, expires_at
  FROM draft
 WHERE draft_id = %(draft_id)s AND expires_at > %(now)s;

-- name: get_draft_for_update
-- A draft whose time is not over, held until the end of the transaction.
SELECT draft_id, department, sealed, filing_id, saved_at, expires_at
  FROM draft
 WHERE draft_id = %(draft_id)s AND expires_at > %(now)s
   FOR UPDATE;

-- name: find_draft_by_code
-- The draft that a code opens.
SELECT draft_id FROM draft WHERE code_digest = %(code_digest)s AND expires_at > %(now)s;

-- name: save_draft
-- What a citizen has answered so far; the time begins anew.
UPDATE draft
   SET sealed = %(sealed)s, filing_id = NULL, saved_at = %(saved_at)s, expires_at = %(expires_at)s
 WHERE draft_id = %(draft_id)s;

-- name: save_sent
-- The filing that waits for its code in a draft's place.
UPDATE draft SET filing_id = %(filing_id)s WHERE draft_id = %(draft_id)s;

-- name: delete_draft
-- The end of a draft, with its papers.
DELETE FROM draft WHERE draft_id = %(draft_id)s;

-- name: find_draft_of_filing
-- The draft of which a filing was made.
SELECT draft_id FROM draft WHERE filing_id = %(filing_id)s;

-- name: delete_draft_of_filing
-- The filing became a case; what it was made of goes.
DELETE FROM draft WHERE filing_id = %(filing_id)s;

-- name: delete_expired_drafts
-- Drafts to which nobody came back in time.
DELETE FROM draft
 WHERE draft_id = ANY (ARRAY(
    SELECT draft_id FROM draft
     WHERE expires_at < %(now)s
     ORDER BY expires_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED));

-- name: delete_filing
-- A filing that was changed before its code came; its papers and codes go with it.
DELETE FROM filing WHERE filing_id = %(filing_id)s AND case_id IS NULL;

-- name: find_draft_papers
-- The papers of a draft, whole or on their way.
SELECT paper_id, size, received, sha256, media_type, wrapped_key, added_at
  FROM draft_paper
 WHERE draft_id = %(draft_id)s
 ORDER BY added_at, paper_id;

-- name: add_draft_paper
-- A paper of a draft that came whole.
INSERT INTO draft_paper (paper_id, draft_id, size, received, sha256, media_type, wrapped_key, added_at)
VALUES (%(paper_id)s, %(draft_id)s, %(size)s, %(received)s, %(sha256)s, %(media_type)s, %(wrapped_key)s, %(added_at)s);

-- name: add_half_paper
-- A paper that comes in parts; the browser chose its id, and one that another draft has is not taken over.
INSERT INTO draft_paper (paper_id, draft_id, size, added_at)
VALUES (%(paper_id)s, %(draft_id)s, %(size)s, %(added_at)s)
ON CONFLICT (paper_id) DO NOTHING;

-- name: add_draft_part
-- The next bytes of a paper on its way.
INSERT INTO draft_part (paper_id, begins_at, sealed) VALUES (%(paper_id)s, %(begins_at)s, %(sealed)s);

-- name: save_received
-- How much of a paper has arrived; all of it when it has its address.
UPDATE draft_paper
   SET received = %(received)s, sha256 = %(sha256)s, media_type = %(media_type)s, wrapped_key = %(wrapped_key)s
 WHERE paper_id = %(paper_id)s;

-- name: find_draft_parts
-- What has arrived of a paper, in order.
SELECT sealed FROM draft_part WHERE paper_id = %(paper_id)s ORDER BY begins_at;

-- name: delete_draft_parts
-- The paper is whole; its parts go.
DELETE FROM draft_part WHERE paper_id = %(paper_id)s;

-- name: delete_draft_paper
-- A paper that its citizen takes away.
DELETE FROM draft_paper WHERE draft_id = %(draft_id)s AND paper_id = %(paper_id)s;

-- name: delete_oldest_half_paper
-- Of papers that never became whole the oldest gives way.
DELETE FROM draft_paper
 WHERE paper_id IN (
    SELECT paper_id FROM draft_paper
     WHERE draft_id = %(draft_id)s AND received < size
     ORDER BY added_at DESC, paper_id DESC
    OFFSET %(kept)s);
