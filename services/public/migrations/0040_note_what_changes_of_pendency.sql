-- Only cells that change are noted: what an officer does with a case seldom moves its due day. And nobody asks for a
-- change by its number: they are added and taken away, in any order.
CREATE OR REPLACE FUNCTION note_pendency() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was         date    := CASE WHEN TG_OP <> 'INSERT' THEN running_until(OLD) END;
    becomes     date    := CASE WHEN TG_OP <> 'DELETE' THEN running_until(NEW) END;
    stays_there boolean := TG_OP = 'UPDATE'
        AND (OLD.department, OLD.area, OLD.nature, OLD.nodal_post)
            IS NOT DISTINCT FROM (NEW.department, NEW.area, NEW.nature, NEW.nodal_post);
    same_state  boolean := stays_there
        AND (OLD.state, OLD.overdue_at IS NULL) IS NOT DISTINCT FROM (NEW.state, NEW.overdue_at IS NULL);
    same_day    boolean := stays_there AND was IS NOT DISTINCT FROM becomes;
BEGIN
    IF TG_OP <> 'INSERT' AND NOT same_state THEN
        INSERT INTO pendency_change (department, area, nature, nodal_post, state, late, due_on, cases)
        VALUES (OLD.department, OLD.area, OLD.nature, OLD.nodal_post, OLD.state, OLD.overdue_at IS NOT NULL, NULL, -1);
    END IF;
    IF was IS NOT NULL AND NOT same_day THEN
        INSERT INTO pendency_change (department, area, nature, nodal_post, state, late, due_on, cases)
        VALUES (OLD.department, OLD.area, OLD.nature, OLD.nodal_post, NULL, false, was, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NOT same_state THEN
        INSERT INTO pendency_change (department, area, nature, nodal_post, state, late, due_on, cases)
        VALUES (NEW.department, NEW.area, NEW.nature, NEW.nodal_post, NEW.state, NEW.overdue_at IS NOT NULL, NULL, 1);
    END IF;
    IF becomes IS NOT NULL AND NOT same_day THEN
        INSERT INTO pendency_change (department, area, nature, nodal_post, state, late, due_on, cases)
        VALUES (NEW.department, NEW.area, NEW.nature, NEW.nodal_post, NULL, false, becomes, 1);
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE pendency_change DROP COLUMN change_id;

-- Most cases have no number elsewhere; they need not be kept apart.
ALTER TABLE case_ DROP CONSTRAINT one_case_per_external_number;
CREATE UNIQUE INDEX one_case_per_external_number ON case_ (external_system, external_number)
 WHERE external_number IS NOT NULL;
