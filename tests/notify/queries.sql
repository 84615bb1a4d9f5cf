-- name: change_text
-- What nobody may do: another body for an approved text.
UPDATE template SET body = 'Something else' WHERE purpose = 'code';

-- name: end_text
-- Version 1 of the English code holds to the end of 2026.
UPDATE template SET valid_to = '2026-12-31' WHERE purpose = 'code' AND channel = 'SMS' AND language = 'en';

-- name: add_second_text
-- Version 2 of the English code.
INSERT INTO template (purpose, channel, language, version, subject, body, dlt_category, valid_from)
VALUES ('code', 'SMS', 'en', 2, NULL, 'Code {code:code}', 'GOVERNMENT', '2027-01-01');

-- name: count_rows
-- How much there is of everything that a message leaves behind.
SELECT (SELECT count(*) FROM message) AS messages, (SELECT count(*) FROM delivery) AS deliveries,
       (SELECT count(*) FROM message_secret) AS secrets;

-- name: find_everything
-- All that the database holds of messages and contacts, as text.
SELECT coalesce(string_agg(t, E'\n'), '')
  FROM (SELECT m::text AS t FROM message m
        UNION ALL SELECT d::text FROM delivery d
        UNION ALL SELECT s::text FROM message_secret s
        UNION ALL SELECT c::text FROM contact c
        UNION ALL SELECT o::text FROM outbox o
        UNION ALL SELECT a::text FROM audit a) AS everything;

-- name: find_announced
-- The names of the events that were announced, in order.
SELECT envelope::jsonb ->> 'type' AS type, envelope::jsonb -> 'data' AS data FROM outbox ORDER BY seq;

-- name: break_duty_hours
-- Duty hours that hold until a year which Python's calendar does not reach.
INSERT INTO duty_hours (duty_hours_id, scope, scope_id, weekdays, starts, ends, valid_from, valid_to, order_number,
                        sequence)
VALUES (gen_random_uuid(), 'PERSON', %(person_id)s, '{1}', '10:00', '17:00', '2020-01-01', '20000-01-01', 'broken',
        1);

-- name: tell_now
-- A notice about a day, told to a person in this moment, whatever the hour.
INSERT INTO message (message_id, event_id, purpose, person_id, params, state, due_at, created_at, told_person, told_at)
VALUES (%(message_id)s, %(message_id)s, 'day-approved', %(person_id)s,
        jsonb_build_object('request_id', %(message_id)s::text, 'on', '2026-12-01'), 'DELIVERED', %(now)s, %(now)s,
        %(person_id)s, %(now)s);

-- name: tell_at_the_desk
-- That notice as it stands in the list of a desk.
INSERT INTO delivery (delivery_id, message_id, channel, attempt, state, due_at, created_at, sent_at, settled_at)
VALUES (%(message_id)s, %(message_id)s, 'NOTICE', 1, 'DELIVERED', %(now)s, %(now)s, %(now)s, %(now)s);

-- name: count_wanted_contacts
-- How many contacts were asked for.
SELECT count(*) FROM contact_wanted;

-- name: tell_many
-- Many notices about days, told to a person at one instant.
INSERT INTO message (message_id, event_id, purpose, person_id, params, state, due_at, created_at, told_person, told_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'day-approved', %(person_id)s, '{}', 'DELIVERED', %(now)s, %(now)s,
       %(person_id)s, %(now)s
  FROM generate_series(1, %(number)s);

-- name: find_newest
-- The id of the newest message.
SELECT message_id FROM message ORDER BY message_id DESC LIMIT 1;

-- name: fill_messages
-- As many people, each told a hundred times, and one message that failed.
INSERT INTO message (message_id, event_id, purpose, person_id, params, state, due_at, created_at, told_person, told_at,
                     read_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'day-approved', md5(p::text)::uuid, '{}',
       CASE WHEN p = 1 AND m = 1 THEN 'PERMANENT_FAILURE' ELSE 'DELIVERED' END, now(), now(), md5(p::text)::uuid,
       now(), now()
  FROM generate_series(1, %(people)s) AS p, generate_series(1, 100) AS m;

-- name: fill_deliveries
-- Each message as it stands in the list of its desk.
INSERT INTO delivery (delivery_id, message_id, channel, attempt, state, due_at, created_at)
SELECT gen_random_uuid(), message_id, 'NOTICE', 1, 'DELIVERED', now(), now() FROM message;

-- name: gather_figures
-- What the planner knows of messages and deliveries.
ANALYZE message, delivery;

-- name: fill_backlog
-- As many text messages that are due, planned or not yet, after an hour without an operator.
WITH made AS (
    INSERT INTO message (message_id, event_id, purpose, contact_id, params, state, due_at, created_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'case-registered', gen_random_uuid(), '{}', %(state)s,
           %(now)s - interval '1 hour' + n * interval '1 ms', %(now)s
      FROM generate_series(1, %(number)s) AS n
 RETURNING message_id, due_at, state)
INSERT INTO delivery (delivery_id, message_id, channel, attempt, state, due_at, created_at)
SELECT gen_random_uuid(), message_id, 'SMS', 1, 'CREATED', due_at, %(now)s FROM made WHERE state = 'SENDING';

-- name: fill_codes
-- As many codes that came after the backlog, the one that expires last first.
WITH made AS (
    INSERT INTO message (message_id, event_id, purpose, contact_id, params, state, due_at, created_at)
    SELECT gen_random_uuid(), gen_random_uuid(), 'code', gen_random_uuid(), '{}', %(state)s, %(now)s, %(now)s
      FROM generate_series(1, %(number)s) AS n
 RETURNING message_id, due_at, state
), kept AS (
    INSERT INTO message_secret (message_id, sealed, expires_at)
    SELECT message_id, 'sealed', %(now)s + interval '9 minutes' - row_number() OVER () * interval '1 second' FROM made
)
INSERT INTO delivery (delivery_id, message_id, channel, attempt, state, due_at, created_at)
SELECT gen_random_uuid(), message_id, 'SMS', 1, 'CREATED', due_at, %(now)s FROM made WHERE state = 'SENDING';
