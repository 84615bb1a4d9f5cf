-- What operators look at: which processes are alive, and how backlogs went over the last days. Names, figures and ids
-- only. Each process writes its own row; the figures are taken by the one process that keeps the service's time.

CREATE TABLE process_pulse (
    process    text PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('api', 'worker', 'relay', 'sender')),
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    facts      jsonb NOT NULL
) WITH (fillfactor = 50);

-- `label` tells apart what one figure counts several of: a lane, a department, a channel with a state.
CREATE TABLE metric_sample (
    name  text NOT NULL,
    label text NOT NULL,
    at    timestamptz NOT NULL,
    value double precision NOT NULL,
    PRIMARY KEY (name, label, at)
);
CREATE INDEX metric_sample_by_time ON metric_sample USING brin (at);
