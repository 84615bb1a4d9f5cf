-- name: count_with_posts
-- How many open cases lie with each post, and how many of them are late.
SELECT assigned_post AS post_id, count(*) AS cases, count(*) FILTER (WHERE due_at < %(now)s AND paused_at IS NULL) AS late,
       min(due_at) AS first_due
  FROM case_
 WHERE assigned_post = ANY (%(posts)s::uuid[]) AND state = ANY (%(open_states)s::text[])
 GROUP BY assigned_post
 ORDER BY assigned_post;

-- name: count_with_nodal_posts
-- How many cases wait for each nodal post to give them to a desk.
SELECT nodal_post AS post_id, count(*) AS cases
  FROM case_
 WHERE nodal_post = ANY (%(posts)s::uuid[]) AND assigned_post IS NULL AND state = ANY (%(open_states)s::text[])
 GROUP BY nodal_post
 ORDER BY nodal_post;
