-- name: count_at_desks
-- How many files and receipts lie at each desk, and since when the oldest; row security keeps to the zone.
SELECT post_id, kind, count(*) AS papers, min(since) AS oldest
  FROM inbox_item
 WHERE post_id = ANY (%(posts)s::uuid[])
 GROUP BY post_id, kind
 ORDER BY post_id, kind;

-- name: find_at_desks
-- The files and receipts at some desks by their numbers, the oldest first; row security keeps to the zone.
SELECT post_id, kind, number, subject, since
  FROM inbox_item
 WHERE post_id = ANY (%(posts)s::uuid[]) AND grade <= 'RESTRICTED'
 ORDER BY post_id, kind, since, item_id
 LIMIT %(limit)s;
