-- What is on a post's desk is found by case_by_desk, which begins with the same column.
DROP INDEX case_by_assigned_post;
