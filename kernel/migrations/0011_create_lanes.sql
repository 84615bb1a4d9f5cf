-- Lanes: which department is served where, and what waits while a department moves.

-- The row of department '*' says that the settings were taken over; from then on only moves change this table.
CREATE TABLE lane_department (
    department text PRIMARY KEY,
    lane       text NOT NULL
);

-- A department that is moving into a lane: its messages wait there until the lane it leaves meets the fence.
CREATE TABLE lane_gate (
    department text PRIMARY KEY,
    lane       text NOT NULL,
    source     text NOT NULL,
    fence_id   uuid NOT NULL,
    closed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX lane_gate_lane ON lane_gate (lane);

-- Messages that wait in a lane: behind a gate, for a replay, or (missed) because only the history still had them.
CREATE TABLE held (
    position     bigserial PRIMARY KEY,
    lane         text NOT NULL,
    department   text NOT NULL,
    event_id     uuid,
    routing_key  text NOT NULL,
    content_type text NOT NULL,
    body         bytea NOT NULL,
    missed       boolean NOT NULL DEFAULT false,
    held_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (lane, event_id)
);

-- A lane whose queue was found missing: before it consumes again, it fetches from the history what it missed.
CREATE TABLE lane_lost (lane text PRIMARY KEY);

-- Everything that reached the history before this instant was compared with the inbox.
CREATE TABLE history_position (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    compared_to timestamptz NOT NULL
);
