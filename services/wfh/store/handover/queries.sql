-- name: count_awaiting_posts
-- Days at home that wait for the decision of each post.
SELECT approver_post AS post_id, count(*) AS days, min(on_date) AS first_day
  FROM wfh_request
 WHERE approver_post = ANY (%(posts)s::uuid[]) AND state = 'REQUESTED'
 GROUP BY approver_post
 ORDER BY approver_post;

-- name: find_days_ahead
-- A person's own days at home from a day on, asked for or approved.
SELECT on_date, part, state
  FROM wfh_request
 WHERE person_id = %(person_id)s AND on_date >= %(from_day)s AND state IN ('REQUESTED', 'APPROVED')
 ORDER BY on_date
 LIMIT 60;
