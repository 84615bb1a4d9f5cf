-- A lane may be split: what goes over a lane as one is a unit, a department ('rev') or one bucket of its subjects
-- ('rev.17'). The columns keep their names, because the release before this one uses them.

COMMENT ON COLUMN lane_department.department IS 'a unit: a department, or a bucket that goes another way than it';
COMMENT ON COLUMN lane_gate.department IS 'a unit: a department, or one of its buckets';
COMMENT ON COLUMN held.department IS 'a unit: the bucket; from the release before only the department';

-- The bucket of a subject, 00 to 63, for ever; kernel.units says the same.
CREATE FUNCTION bucket_of(subject text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lpad((get_byte(sha256(convert_to(subject, 'UTF8')), 0) % 64)::text, 2, '0')
$$;
