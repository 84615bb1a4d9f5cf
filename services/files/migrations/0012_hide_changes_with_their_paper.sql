-- What was said of a paper while it was graded lower is hidden with it: its reason tells of what is in the paper.

ALTER POLICY vpn_up_to_restricted ON grade_change
    USING (greatest(from_grade, to_grade) <= 'RESTRICTED'
           AND EXISTS (SELECT 1 FROM file f WHERE f.file_id = grade_change.file_id)
           AND (document_id IS NULL
                OR EXISTS (SELECT 1 FROM document d WHERE d.document_id = grade_change.document_id)));
