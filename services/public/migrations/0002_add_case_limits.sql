-- The limits that are known, each with its order and how far it can be trusted. Of the two rival limits for
-- grievances the state's own is in force at first; `choose_limit` changes that, with validity, not by editing.
INSERT INTO case_limit (nature, category, days, day_kind, valid_from, order_number, source, in_force) VALUES
('GRIEVANCE', NULL, 15, 'CALENDAR', '2024-05-01', 'CG GAD May 2024',
 'press; the kind of day is unconfirmed', true),
('GRIEVANCE', NULL, 21, 'CALENDAR', '2024-08-23', 'DARPG S-15/21/2021-(PG)-DARPG (e-7085)',
 'central guideline of 23.8.2024; for installations that follow it', false),
('DEMAND', NULL, 30, 'CALENDAR', '2025-04-08', 'Sushasan Tihar 2025', 'press: one month', true),
('SERVICE', 'KHASRA_COPY', 15, 'WORKING', '2011-12-12', 'Lok Sewa Guarantee Act 2011 (CG Act 23 of 2011)',
 'lawyer''s note on the schedule of 2011', true),
('SERVICE', 'KISAN_KITAB', 90, 'WORKING', '2011-12-12', 'Lok Sewa Guarantee Act 2011 (CG Act 23 of 2011)',
 'lawyer''s note on the schedule of 2011', true),
('SERVICE', 'INCOME_CERT', 30, 'WORKING', '2011-12-12', 'Lok Sewa Guarantee Act 2011 (CG Act 23 of 2011)',
 'lawyer''s note on the schedule of 2011', true),
('SERVICE', 'DOMICILE_CERT', 15, 'WORKING', '2022-08-01', 'Lok Sewa Guarantee Act 2011 (CG Act 23 of 2011)',
 'press August 2022; 30 in the schedule of 2011', true),
('SERVICE', 'CASTE_CERT', 15, 'WORKING', '2022-08-01', 'Lok Sewa Guarantee Act 2011 (CG Act 23 of 2011)',
 'press August 2022; 30 in the schedule of 2011', true);
