-- What was placed without being counted before 0015 is counted now; the owner sees every paper that may lie here.
UPDATE file SET places = given.last
  FROM (SELECT file_id, max(position) AS last FROM document WHERE file_id IS NOT NULL AND NOT cover GROUP BY file_id) AS given
 WHERE given.file_id = file.file_id AND file.places < given.last;
