-- Which mobile a centre wrote down for whom, and from where: an operator's phone must not become a list of clients.
-- All as keyed digests. What was handed in before has none and is listed nowhere.
ALTER TABLE handed_in
    ADD COLUMN mobile_digest text,
    ADD COLUMN name_digest   text,
    ADD COLUMN source_digest text;
CREATE INDEX handed_in_by_mobile ON handed_in (mobile_digest, name_digest) WHERE mobile_digest IS NOT NULL;

-- The cases that a proven mobile may list: no protected citizen's, none whose mobile was given up, and of what
-- centres handed in only under a mobile that they wrote down for one name alone.
CREATE VIEW listed_case AS
SELECT p.case_id, p.mobile_digest, p.proven_at
  FROM proven_mobile p
  JOIN case_ c USING (case_id)
  LEFT JOIN handed_in h USING (case_id)
 WHERE p.given_up_at IS NULL AND NOT c.protected
   AND (h.case_id IS NULL
        OR h.mobile_digest = p.mobile_digest
           AND NOT EXISTS (SELECT FROM handed_in other
                            WHERE other.mobile_digest = h.mobile_digest AND other.name_digest <> h.name_digest));
