-- Faults that the short process found in tables. It ends before anybody asks for its figures, so the worker takes them
-- from here into its own.
CREATE TABLE import_fault (
    code  text NOT NULL,
    times integer NOT NULL CHECK (times > 0)
);
