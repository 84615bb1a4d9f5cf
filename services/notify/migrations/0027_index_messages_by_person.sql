-- What a person was told, the read ones too, and what operators look for: the newest first without sorting.
CREATE INDEX message_told_person ON message (told_person, message_id) WHERE told_person IS NOT NULL;
DROP INDEX message_told;
CREATE INDEX message_recipient ON message (recipient, message_id);
CREATE INDEX message_failed ON message (state, message_id)
    WHERE state IN ('TEMPORARY_FAILURE', 'PERMANENT_FAILURE', 'TECHNICAL_FAILURE', 'CANCELLED');
