-- An event names the newest earlier event of each kind of its subject, and whoever did not get one of these waits for
-- it. `latest` is what the last statement said of the subject, by kind, and `earlier` the newest of each kind before it.
ALTER TABLE aggregate_version
    ADD COLUMN earlier jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN latest jsonb NOT NULL DEFAULT '{}';

-- The events that were not here yet when this one came; the release before this one knows of none.
ALTER TABLE held ADD COLUMN waits_for uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX held_waiting ON held (lane) WHERE waits_for <> '{}';
