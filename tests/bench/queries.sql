-- name: add_many
-- The events of a batch, each column as one array.
INSERT INTO bench_ours (event_id, case_id, number, contact_id, language, nature, department, area, due_on, nodal_post)
SELECT *
  FROM unnest(%(event_id)s::uuid[], %(case_id)s::uuid[], %(number)s::text[], %(contact_id)s::uuid[],
              %(language)s::text[], %(nature)s::text[], %(department)s::text[], %(area)s::text[], %(due_on)s::date[],
              %(nodal_post)s::uuid[]);

-- name: add_one, prepared
-- One event.
INSERT INTO bench_ours (event_id, case_id, number, contact_id, language, nature, department, area, due_on, nodal_post)
VALUES (%(event_id)s, %(case_id)s, %(number)s, %(contact_id)s, %(language)s, %(nature)s, %(department)s, %(area)s,
        %(due_on)s, %(nodal_post)s);
