-- The api of each zone says that it is alive; where operators work, it shows what they look at: figures and ids,
-- of messages neither their keys of content nor their bodies.
GRANT SELECT, INSERT, UPDATE ON process_pulse TO files_internet, files_vpn, files_lan;
GRANT SELECT ON metric_sample TO files_vpn, files_lan;
GRANT SELECT (seq, recorded_at, parked_at) ON outbox TO files_vpn, files_lan;
GRANT SELECT (parked_id, event_id, lane, routing_key, cause, attempts, parked_at) ON parked TO files_vpn, files_lan;
GRANT SELECT (position, lane) ON held TO files_vpn, files_lan;
