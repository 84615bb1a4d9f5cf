-- The api of each network zone has a role of its own; what the kernel gave to all of them is taken back here, and
-- each gets only what its zone needs. New tables are out of their reach until a migration says otherwise.
DO $$
DECLARE
    zone_role name;
BEGIN
    FOREACH zone_role IN ARRAY ARRAY['files_internet', 'files_vpn', 'files_lan']::name[] LOOP
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public
                        REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM %I', zone_role);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', zone_role);
    END LOOP;
END $$;

-- Signing in, repeating a request and being on record are the same in every zone.
GRANT SELECT, INSERT ON idempotency TO files_internet, files_vpn, files_lan;
GRANT SELECT, INSERT, UPDATE ON allowance TO files_internet, files_vpn, files_lan;
GRANT INSERT ON audit TO files_internet, files_vpn, files_lan;
GRANT SELECT ON revocation, directory_state TO files_internet, files_vpn, files_lan;

-- Offices, posts and who holds them are public knowledge; announcing belongs to the zones in which files are handled.
GRANT SELECT ON directory_department, directory_area, directory_office, directory_post, directory_person,
                directory_charge, directory_grant
   TO files_vpn, files_lan;
GRANT INSERT ON outbox TO files_vpn, files_lan;
GRANT SELECT, INSERT, UPDATE ON aggregate_version TO files_vpn, files_lan;

-- A kept answer may hold what only its zone may see, so it is given again only in the zone in which it was given.
ALTER TABLE idempotency ADD COLUMN given_to name NOT NULL DEFAULT current_user;
ALTER TABLE idempotency DROP CONSTRAINT one_answer_per_key;
ALTER TABLE idempotency ADD CONSTRAINT one_answer_per_key PRIMARY KEY (caller, route, key, given_to);
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY answers_stay_in_their_zone ON idempotency TO files_internet, files_vpn, files_lan
    USING (given_to = current_user);
CREATE POLICY the_worker_forgets_answers ON idempotency TO files_app, current_user USING (true);
