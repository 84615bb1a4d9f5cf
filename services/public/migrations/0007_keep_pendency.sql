-- How many cases lie where: counted when a case changes, so that a desk need not count all its cases to show figures.
-- A case counts in the cell of its state; while its clock runs within the time limit, also in the cell of its due day.
-- Changes are only added, so that two registrations never wait for each other's cell; a timer folds them in.
-- What is pending is always the sum of both tables.

CREATE TABLE pendency (
    department text NOT NULL,
    area       text NOT NULL,
    nature     text NOT NULL,
    nodal_post uuid,
    state      text,
    late       boolean NOT NULL,
    due_on     date,
    cases      integer NOT NULL,
    CONSTRAINT one_row_per_cell UNIQUE NULLS NOT DISTINCT (department, area, nature, nodal_post, state, late, due_on),
    CONSTRAINT cell_of_a_state_or_of_a_day CHECK ((state IS NULL) = (due_on IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX pendency_by_area ON pendency (area);
CREATE INDEX pendency_by_nodal_post ON pendency (nodal_post);

CREATE TABLE pendency_change (
    change_id  bigserial PRIMARY KEY,
    department text NOT NULL,
    area       text NOT NULL,
    nature     text NOT NULL,
    nodal_post uuid,
    state      text,
    late       boolean NOT NULL,
    due_on     date,
    cases      integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);

-- The day in India on which a case falls due, while its clock runs and is not yet over.
CREATE FUNCTION running_until(c case_) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.overdue_at IS NULL AND c.state IN ('REGISTERED', 'ASSIGNED', 'REFERRED', 'ACTION_TAKEN')
                THEN (c.due_at AT TIME ZONE 'Asia/Kolkata')::date END
$$;

CREATE FUNCTION note_pendency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO pendency_change (department, area, nature, nodal_post, state, late, due_on, cases)
        SELECT OLD.department, OLD.area, OLD.nature, OLD.nodal_post, cell.state, cell.late, cell.due_on, -1
          FROM (VALUES (OLD.state, OLD.overdue_at IS NOT NULL, NULL), (NULL, false, running_until(OLD)))
               AS cell (state, late, due_on)
         WHERE num_nonnulls(cell.state, cell.due_on) = 1;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO pendency_change (department, area, nature, nodal_post, state, late, due_on, cases)
        SELECT NEW.department, NEW.area, NEW.nature, NEW.nodal_post, cell.state, cell.late, cell.due_on, 1
          FROM (VALUES (NEW.state, NEW.overdue_at IS NOT NULL, NULL), (NULL, false, running_until(NEW)))
               AS cell (state, late, due_on)
         WHERE num_nonnulls(cell.state, cell.due_on) = 1;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER case_counts AFTER INSERT OR DELETE ON case_
    FOR EACH ROW EXECUTE FUNCTION note_pendency();
CREATE TRIGGER case_counts_anew AFTER UPDATE ON case_
    FOR EACH ROW
    WHEN ((OLD.department, OLD.area, OLD.nature, OLD.nodal_post, OLD.state, OLD.due_at, OLD.overdue_at)
          IS DISTINCT FROM
          (NEW.department, NEW.area, NEW.nature, NEW.nodal_post, NEW.state, NEW.due_at, NEW.overdue_at))
    EXECUTE FUNCTION note_pendency();

-- What is there already; the triggers above let nobody in between.
INSERT INTO pendency (department, area, nature, nodal_post, state, late, due_on, cases)
SELECT c.department, c.area, c.nature, c.nodal_post, cell.state, cell.late, cell.due_on, count(*)
  FROM case_ c,
       LATERAL (VALUES (c.state, c.overdue_at IS NOT NULL, NULL), (NULL, false, running_until(c)))
               AS cell (state, late, due_on)
 WHERE num_nonnulls(cell.state, cell.due_on) = 1
 GROUP BY c.department, c.area, c.nature, c.nodal_post, cell.state, cell.late, cell.due_on;
