-- How many notices a person has not read, and which; asked with every page and for every live stream.
CREATE INDEX message_unread ON message (told_person, message_id) WHERE told_person IS NOT NULL AND read_at IS NULL;
