-- Who was told something since an instant; the live streams ask it several times a second.
CREATE INDEX message_told_at ON message (told_at) WHERE told_person IS NOT NULL;
