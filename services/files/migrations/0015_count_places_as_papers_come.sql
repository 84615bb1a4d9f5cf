-- The places of a file are counted where a paper is put on it. The release that placed papers without counting runs on
-- while 0011 counts those that are there; every number it gave meanwhile would be given again, and refused, for ever.
CREATE FUNCTION count_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE file SET places = NEW.position WHERE file_id = NEW.file_id AND places < NEW.position;
    RETURN NULL;
END $$;
CREATE TRIGGER document_counts_its_place AFTER INSERT OR UPDATE OF file_id, position ON document
    FOR EACH ROW WHEN (NEW.position IS NOT NULL AND NOT NEW.cover) EXECUTE FUNCTION count_place();
