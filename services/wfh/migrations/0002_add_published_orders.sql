-- What was ordered before this system came: the calendar of Chhattisgarh, duty hours, the yearly quota and the
-- attendance orders of 2020 to 2022. The worker announces calendar and duty hours once. An installation changes
-- them by publishing rows of its own with a later validity or a nearer scope.

INSERT INTO calendar_rule (rule_id, scope, scope_id, kind, weekday, ordinals, on_date, working, opens, closes,
                           name_en, name_hi, valid_from, valid_to, order_number)
VALUES
    ('01900000-0000-7000-8000-00000000c001', 'STATE', 'CG', 'WEEKDAY', 7, '{}', NULL, false, NULL, NULL,
     'Sunday', 'रविवार', '2000-11-01', NULL, 'General rule'),
    ('01900000-0000-7000-8000-00000000c002', 'STATE', 'CG', 'WEEKDAY', 6, '{2,3}', NULL, false, NULL, NULL,
     'Second and third Saturday', 'दूसरा और तीसरा शनिवार', '2000-11-01', '2022-02-01', 'General rule'),
    ('01900000-0000-7000-8000-00000000c003', 'STATE', 'CG', 'WEEKDAY', 6, '{}', NULL, false, NULL, NULL,
     'Saturday', 'शनिवार', '2022-02-02', NULL, 'GAD, five-day week from 2 February 2022'),
    ('01900000-0000-7000-8000-00000000c004', 'STATE', 'CG', 'HOURS', NULL, '{}', NULL, NULL, '10:00', '17:30',
     'Office hours', 'कार्यालय समय', '2022-02-02', NULL, 'GAD, five-day week from 2 February 2022');

-- The three national holidays stand in every year's list; the others are published each year by the state.
INSERT INTO calendar_rule (rule_id, scope, scope_id, kind, on_date, working, name_en, name_hi, valid_from, valid_to,
                           order_number)
SELECT ('01900000-0000-7000-8000-' || to_char(make_date(year, month, day), '0000YYYYMMDD'))::uuid, 'STATE', 'CG',
       'DATE', make_date(year, month, day), false, name_en, name_hi, make_date(year, 1, 1), make_date(year, 12, 31),
       'National holiday, list of ' || year
  FROM generate_series(2020, 2030) AS year,
       (VALUES (1, 26, 'Republic Day', 'गणतंत्र दिवस'),
               (8, 15, 'Independence Day', 'स्वतंत्रता दिवस'),
               (10, 2, 'Gandhi Jayanti', 'गांधी जयंती')) AS holiday (month, day, name_en, name_hi);

INSERT INTO duty_hours (duty_hours_id, scope, scope_id, weekdays, starts, ends, valid_from, valid_to, order_number)
VALUES
    ('01900000-0000-7000-8000-00000000d001', 'STATE', 'CG', '{1,2,3,4,5}', '10:00', '17:30', '2022-02-02',
     NULL, 'GAD, five-day week from 2 February 2022');

INSERT INTO wfh_quota (quota_id, half_days, valid_from, valid_to, order_number)
VALUES ('01900000-0000-7000-8000-00000000e001', 30, '2020-05-13', NULL,
        'DARPG draft framework for work from home, 13 May 2020');

INSERT INTO attendance_order (order_id, authority, number, dated, valid_from, valid_to, always_attends,
                              always_attends_level, cap_numerator, cap_denominator, slots, exemptions,
                              office_levels, confirmed)
VALUES
    ('01900000-0000-7000-8000-00000000f001', 'DoPT', '11013/9/2014-Estt.A-III', '2020-03-19', '2020-03-23',
     '2020-04-04', NULL, NULL, 1, 2, '{09:00-17:30,09:30-18:00,10:00-18:30}', '{}', '{}', true),
    ('01900000-0000-7000-8000-00000000f002', 'DoPT', NULL, '2020-04-15', '2020-04-20', '2020-05-17',
     'DEPUTY_SECRETARY', 7, 1, 3, '{09:00-17:30,09:30-18:00,10:00-18:30}', '{}', '{}', true),
    ('01900000-0000-7000-8000-00000000f003', 'DoPT', NULL, '2020-05-18', '2020-05-18', '2020-05-31',
     'DEPUTY_SECRETARY', 7, 1, 2, '{09:00-17:30,09:30-18:00,10:00-18:30}', '{}', '{}', true),
    ('01900000-0000-7000-8000-00000000f004', 'DoPT', NULL, '2021-04-19', '2021-04-20', '2021-05-31',
     'DEPUTY_SECRETARY', 7, 1, 2, '{09:00-17:30,09:30-18:00,10:00-18:30}',
     '{PWD,PREGNANT,CONTAINMENT_ZONE}', '{}', true),
    ('01900000-0000-7000-8000-00000000f005', 'DoPT', NULL, '2022-01-03', '2022-01-03', '2022-01-31',
     'UNDER_SECRETARY', 8, 1, 2, '{09:00-17:30,10:00-18:30}', '{PWD,PREGNANT,CONTAINMENT_ZONE}', '{}', true),
    ('01900000-0000-7000-8000-00000000f006', 'CG-GAD', NULL, '2022-01-01', '2022-01-05', '2022-01-31',
     NULL, NULL, 1, 3, '{10:00-17:30}', '{}', '{SECRETARIAT,DIRECTORATE}', false);
