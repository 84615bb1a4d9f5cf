-- A grade is changed by an act of its own, and each change stays on record with its reason.

-- How many places of the correspondence side were ever given: a paper that one zone cannot see keeps its number.
ALTER TABLE file ADD COLUMN places integer NOT NULL DEFAULT 0;
UPDATE file SET places = given.count
  FROM (SELECT file_id, count(*) AS count FROM document WHERE file_id IS NOT NULL AND NOT cover GROUP BY file_id) AS given
 WHERE given.file_id = file.file_id;

CREATE TABLE grade_change (
    change_id   uuid PRIMARY KEY,
    file_id     uuid NOT NULL REFERENCES file,
    -- Without one, the grade of the file itself was changed, and what lay on it followed.
    document_id uuid REFERENCES document,
    from_grade  grade NOT NULL,
    to_grade    grade NOT NULL,
    reason      text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    at          timestamptz NOT NULL,
    by_post     uuid NOT NULL,
    by_person   uuid NOT NULL,
    for_person  uuid,
    CONSTRAINT grade_change_changes CHECK (from_grade <> to_grade),
    CONSTRAINT grade_change_secret_is_refused CHECK (greatest(from_grade, to_grade) <= 'CONFIDENTIAL')
);
CREATE INDEX grade_change_by_file ON grade_change (file_id, at);
CREATE TRIGGER grade_change_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON grade_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The reason tells of what is in the paper, so it is seen where the paper was, and is, both allowed.
ALTER TABLE grade_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE grade_change FORCE ROW LEVEL SECURITY;
CREATE POLICY vpn_up_to_restricted ON grade_change TO files_vpn
    USING (greatest(from_grade, to_grade) <= 'RESTRICTED'
           AND EXISTS (SELECT 1 FROM file f WHERE f.file_id = grade_change.file_id));
CREATE POLICY lan_up_to_confidential ON grade_change TO files_lan, files_app, current_user
    USING (EXISTS (SELECT 1 FROM file f WHERE f.file_id = grade_change.file_id));

GRANT SELECT, INSERT ON grade_change TO files_vpn, files_lan;
REVOKE UPDATE, DELETE ON grade_change FROM files_app;
