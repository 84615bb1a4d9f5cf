-- The grade ceiling of each zone, enforced by the database itself: even a fault in the VPN's api cannot show a
-- CONFIDENTIAL row, because its role cannot see one. What hangs on a file or a receipt is seen only with it.

ALTER TABLE file ENABLE ROW LEVEL SECURITY;
ALTER TABLE file FORCE ROW LEVEL SECURITY;
CREATE POLICY vpn_up_to_restricted ON file TO files_vpn USING (grade <= 'RESTRICTED');
CREATE POLICY lan_up_to_confidential ON file TO files_lan, files_app, current_user USING (grade <= 'CONFIDENTIAL');

ALTER TABLE receipt ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipt FORCE ROW LEVEL SECURITY;
CREATE POLICY vpn_up_to_restricted ON receipt TO files_vpn USING (grade <= 'RESTRICTED');
CREATE POLICY lan_up_to_confidential ON receipt TO files_lan, files_app, current_user USING (grade <= 'CONFIDENTIAL');

ALTER TABLE register ENABLE ROW LEVEL SECURITY;
ALTER TABLE register FORCE ROW LEVEL SECURITY;
CREATE POLICY vpn_ordinary_registers ON register TO files_vpn USING (NOT classified);
CREATE POLICY lan_all_registers ON register TO files_lan, files_app, current_user USING (true);

ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY vpn_up_to_restricted ON document TO files_vpn
    USING (grade <= 'RESTRICTED'
           AND (receipt_id IS NULL OR EXISTS (SELECT 1 FROM receipt r WHERE r.receipt_id = document.receipt_id))
           AND (file_id IS NULL OR EXISTS (SELECT 1 FROM file f WHERE f.file_id = document.file_id)));
CREATE POLICY lan_up_to_confidential ON document TO files_lan, files_app, current_user USING (grade <= 'CONFIDENTIAL');

DO $$
DECLARE
    follower name;
BEGIN
    FOREACH follower IN ARRAY ARRAY['movement', 'note', 'draft', 'dispatch']::name[] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', follower);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', follower);
        EXECUTE format('CREATE POLICY seen_with_its_file ON %1$I TO files_vpn, files_lan, files_app, current_user
                        USING (EXISTS (SELECT 1 FROM file f WHERE f.file_id = %1$I.file_id))', follower);
    END LOOP;
    FOREACH follower IN ARRAY ARRAY['marking', 'receipt_sender', 'external_ref']::name[] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', follower);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', follower);
        EXECUTE format('CREATE POLICY seen_with_its_receipt ON %1$I TO files_vpn, files_lan, files_app, current_user
                        USING (EXISTS (SELECT 1 FROM receipt r WHERE r.receipt_id = %1$I.receipt_id))', follower);
    END LOOP;
END $$;

ALTER TABLE draft_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft_version FORCE ROW LEVEL SECURITY;
CREATE POLICY seen_with_its_draft ON draft_version TO files_vpn, files_lan, files_app, current_user
    USING (EXISTS (SELECT 1 FROM draft d WHERE d.draft_id = draft_version.draft_id));

GRANT SELECT, INSERT, UPDATE ON register, file, receipt, note, draft, document TO files_vpn, files_lan;
GRANT SELECT, INSERT ON receipt_sender, external_ref, marking, movement, draft_version, dispatch TO files_vpn, files_lan;
REVOKE DELETE ON register, file, receipt, note, draft, document FROM files_app;
REVOKE UPDATE, DELETE ON marking, movement, draft_version, dispatch FROM files_app;

-- From the internet a desk learns how many papers wait, and nothing else.
CREATE FUNCTION count_waiting(desk uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (SELECT count(*) FROM public.receipt
             WHERE marked_to = desk AND state = 'MARKED' AND grade = 'UNCLASSIFIED')
         + (SELECT count(*) FROM public.file
             WHERE holder_post = desk AND state = 'OPEN' AND grade = 'UNCLASSIFIED')
$$;
REVOKE ALL ON FUNCTION count_waiting(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_waiting(uuid) TO files_internet;
