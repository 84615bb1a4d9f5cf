-- name: add_equipment
-- A piece is entered when it is issued for the first time; of two who enter it at once, one does.
INSERT INTO equipment (device_id, asset_number, kind, department, entered_at)
VALUES (%(device_id)s, %(asset_number)s, %(kind)s, %(department)s, %(now)s)
    ON CONFLICT ON CONSTRAINT one_piece_per_asset_number DO NOTHING;

-- name: get_equipment_for_update
-- A piece by the number on its label, with who holds it.
SELECT e.device_id, e.asset_number, e.kind, e.department,
       (SELECT person_id FROM custody c WHERE c.device_id = e.device_id AND c.returned_at IS NULL) AS holder
  FROM equipment e
 WHERE e.asset_number = %(asset_number)s
   FOR UPDATE OF e;

-- name: get_held_for_update
-- A piece in somebody's hands, by its id.
SELECT e.device_id, e.asset_number, e.kind, e.department, c.person_id AS holder
  FROM equipment e
  JOIN custody c ON c.device_id = e.device_id AND c.returned_at IS NULL
 WHERE e.device_id = %(device_id)s
   FOR UPDATE;

-- name: add_custody
-- A piece goes into somebody's hands.
INSERT INTO custody (custody_id, device_id, person_id, order_number, issued_at, issued_by)
VALUES (%(custody_id)s, %(device_id)s, %(person_id)s, %(order_number)s, %(now)s, %(issued_by)s);

-- name: end_custody
-- A piece comes back.
UPDATE custody
   SET returned_at = %(now)s, returned_by = %(returned_by)s
 WHERE device_id = %(device_id)s AND returned_at IS NULL;

-- name: find_held
-- What is in people's hands, by number: of one person, or of these departments, or of all.
SELECT e.device_id, e.asset_number, e.kind, e.department, c.person_id, c.order_number, c.issued_at
  FROM equipment e
  JOIN custody c ON c.device_id = e.device_id AND c.returned_at IS NULL
 WHERE (%(person_id)s::uuid IS NULL OR c.person_id = %(person_id)s)
   AND (%(departments)s::text[] IS NULL OR e.department = ANY (%(departments)s))
   AND (%(after)s::text IS NULL OR e.asset_number > %(after)s)
 ORDER BY e.asset_number
 LIMIT %(limit)s;
