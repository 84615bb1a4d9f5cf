-- name: find_person_by_uid
-- An employee by the staff number that somebody typed.
SELECT person_id, staff_uid, name_en, name_hi, state FROM person WHERE staff_uid = %(staff_uid)s;

-- name: find_staff_uid
-- The staff number of an employee.
SELECT staff_uid FROM person WHERE person_id = %(person_id)s;
