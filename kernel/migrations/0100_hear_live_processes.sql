-- The process that tells browsers live what is new says that it is alive, as all others do.
ALTER TABLE process_pulse
    DROP CONSTRAINT process_pulse_kind_check,
    ADD CONSTRAINT process_pulse_kind_check CHECK (kind IN ('api', 'worker', 'relay', 'sender', 'live'));
