-- What waits for a post is found when somebody answers for it.
CREATE INDEX message_waiting_for_post ON message (post_id) WHERE state = 'WAITING' AND post_id IS NOT NULL;
