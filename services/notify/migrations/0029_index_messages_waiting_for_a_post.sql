-- What waits because nobody answers for a post is found when somebody does.
CREATE INDEX message_waiting_for_post ON message (post_id) WHERE state = 'WAITING' AND failure = 'no-holder';
