-- Run in a test's database right after it was made: begin_anew() brings it back to this moment.
CREATE SCHEMA testing;

DO $$
DECLARE
    tab    name;
    filled boolean;
BEGIN
    FOR tab IN SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', tab) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE testing.%I AS TABLE public.%I', tab, tab);
        END IF;
    END LOOP;
END $$;

CREATE TABLE testing.began_at_sequences AS
SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public';

CREATE FUNCTION testing.begin_anew() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    tab     name;
    columns text;
    filled  boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR tab, columns IN
        SELECT c.relname, string_agg(quote_ident(a.attname), ', ')
          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
         GROUP BY c.relname
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', tab) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM public.%I', tab);
        END IF;
        IF to_regclass(format('testing.%I', tab)) IS NOT NULL THEN
            EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM testing.%I',
                           tab, columns, columns, tab);
        END IF;
    END LOOP;
    PERFORM setval(format('public.%I', s.sequencename), coalesce(b.last_value, s.start_value), b.last_value IS NOT NULL)
       FROM pg_sequences s LEFT JOIN testing.began_at_sequences b USING (sequencename)
      WHERE s.schemaname = 'public' AND s.last_value IS DISTINCT FROM b.last_value;
END $$;
