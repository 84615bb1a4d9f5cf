-- The secret address under which a person's own days can be subscribed to. The secret is worked out from the id
-- with a key that no database holds; a feed that was ended never lives again.
CREATE TABLE calendar_feed (
    feed_id   uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    made_at   timestamptz NOT NULL,
    ended_at  timestamptz
);
CREATE UNIQUE INDEX one_living_feed ON calendar_feed (person_id) WHERE ended_at IS NULL;
