-- One vector for Hindi and English: PostgreSQL's Hindi configuration gives words in Latin letters to the English stemmer
-- already, and the simple one keeps every word as it is written, so an English one beside them found nothing more (but
-- the stems of words such as "naïve"). What was written with it is found as before.
CREATE OR REPLACE FUNCTION words_of(searchable text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.hindi', searchable) || to_tsvector('pg_catalog.simple', searchable)
$$;
CREATE OR REPLACE FUNCTION words_wanted(searchable text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('pg_catalog.hindi', searchable) || websearch_to_tsquery('pg_catalog.simple', searchable)
$$;
