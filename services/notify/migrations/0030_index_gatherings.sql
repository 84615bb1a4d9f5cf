-- A person is told of unread notices by one message at a time.
CREATE UNIQUE INDEX one_gathering_at_a_time ON message (person_id)
    WHERE purpose = 'notices-unread' AND state IN ('CREATED', 'WAITING');
