-- name: open_account
-- A year's account begins when it is first needed; a second opening changes nothing.
INSERT INTO wfh_account (person_id, year, quota_id, opened_at)
VALUES (%(person_id)s, %(year)s, %(quota_id)s, %(now)s)
ON CONFLICT (person_id, year) DO NOTHING;

-- name: lock_account
-- The account's row is the lock under which a person's days of a year are given, held and taken back.
SELECT account.person_id, account.year, account.half_days, coalesce(quota.half_days, 0) AS quota_half_days,
       coalesce(quota.order_number, '') AS order_number
  FROM wfh_account account LEFT JOIN wfh_quota quota USING (quota_id)
 WHERE account.person_id = %(person_id)s AND account.year = %(year)s
   FOR UPDATE OF account;

-- name: find_account
-- A year's account as it stands.
SELECT account.person_id, account.year, account.half_days, coalesce(quota.half_days, 0) AS quota_half_days,
       coalesce(quota.order_number, '') AS order_number
  FROM wfh_account account LEFT JOIN wfh_quota quota USING (quota_id)
 WHERE account.person_id = %(person_id)s AND account.year = %(year)s;

-- name: find_quota
-- The quota in force on a day; the later order wins.
SELECT quota_id, half_days, order_number FROM wfh_quota
 WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
 ORDER BY valid_from DESC, quota_id DESC
 LIMIT 1;

-- name: add_entry
-- One line of the ledger; its trigger keeps the balance.
INSERT INTO wfh_ledger (entry_id, person_id, year, kind, half_days, request_id, order_number, at)
VALUES (%(entry_id)s, %(person_id)s, %(year)s, %(kind)s, %(half_days)s, %(request_id)s, %(order_number)s, %(now)s);

-- name: find_entries
-- A person's ledger of a year, oldest first.
SELECT entry.position, entry.entry_id, entry.kind, entry.half_days, entry.request_id, request.on_date AS on,
       entry.order_number, entry.at
  FROM wfh_ledger entry LEFT JOIN wfh_request request USING (request_id)
 WHERE entry.person_id = %(person_id)s AND entry.year = %(year)s AND entry.position > %(after)s
 ORDER BY entry.position
 LIMIT %(limit)s;

-- name: sum_entries
-- What a year's entries come to by kind.
SELECT kind, sum(half_days)::integer AS half_days FROM wfh_ledger
 WHERE person_id = %(person_id)s AND year = %(year)s
 GROUP BY kind;

-- name: add_request
-- A day at home, asked for or ordered.
INSERT INTO wfh_request (request_id, person_id, post_id, department, office_id, approver_post, kind, order_id,
                         on_date, part, state, reason, requested_at, decided_at, decided_by, decided_for,
                         decided_post, remark)
VALUES (%(request_id)s, %(person_id)s, %(post_id)s, %(department)s, %(office_id)s, %(approver_post)s, %(kind)s,
        %(order_id)s, %(on)s, %(part)s, %(state)s, %(reason)s, %(requested_at)s, %(decided_at)s, %(decided_by)s,
        %(decided_for)s, %(decided_post)s, %(remark)s);

-- name: save_request
-- How a day at home stands after a decision, and before which post.
UPDATE wfh_request
   SET state = %(state)s, approver_post = %(approver_post)s, decided_at = %(decided_at)s,
       decided_by = %(decided_by)s, decided_for = %(decided_for)s, decided_post = %(decided_post)s,
       remark = %(remark)s
 WHERE request_id = %(request_id)s;

-- name: find_request
-- One day at home.
SELECT request_id, person_id, post_id, department, office_id, approver_post, kind, on_date AS on, part, state,
       reason, requested_at, order_id, decided_at, decided_by, decided_for, decided_post, remark
  FROM wfh_request
 WHERE request_id = %(request_id)s;

-- name: lock_request
-- One day at home, held until the end of the transaction; the account is locked before it.
SELECT request_id, person_id, post_id, department, office_id, approver_post, kind, on_date AS on, part, state,
       reason, requested_at, order_id, decided_at, decided_by, decided_for, decided_post, remark
  FROM wfh_request
 WHERE request_id = %(request_id)s
   FOR UPDATE;

-- name: find_live_requests
-- A person's days at home between two dates that are asked for, approved or taken.
SELECT request_id, person_id, post_id, department, office_id, approver_post, kind, on_date AS on, part, state,
       reason, requested_at, order_id, decided_at, decided_by, decided_for, decided_post, remark
  FROM wfh_request
 WHERE person_id = %(person_id)s AND on_date BETWEEN %(first)s AND %(last)s
   AND state IN ('REQUESTED', 'APPROVED', 'TAKEN')
 ORDER BY on_date, request_id;

-- name: has_reversed_days
-- Whether a day at home between two dates gave its half-days back after it had begun.
SELECT EXISTS (SELECT FROM wfh_ledger entry JOIN wfh_request request USING (request_id)
                WHERE request.person_id = %(person_id)s AND request.on_date BETWEEN %(first)s AND %(last)s
                  AND entry.kind = 'REVERSE');

-- name: find_requests_of_person
-- A person's days at home, newest request first.
SELECT request_id, person_id, post_id, department, office_id, approver_post, kind, on_date AS on, part, state,
       reason, requested_at, order_id, decided_at, decided_by, decided_for, decided_post, remark
  FROM wfh_request
 WHERE person_id = %(person_id)s AND (%(state)s::text IS NULL OR state = %(state)s)
   AND (%(after)s::uuid IS NULL OR request_id < %(after)s)
 ORDER BY request_id DESC
 LIMIT %(limit)s;

-- name: find_requests_awaiting
-- What waits for the decision of a post, oldest request first.
SELECT request.request_id, request.person_id, request.post_id, request.department, request.office_id,
       request.approver_post, request.kind, request.on_date AS on, request.part, request.state, request.reason,
       request.requested_at, request.order_id, request.decided_at, request.decided_by, request.decided_for,
       request.decided_post, request.remark, person.name_en, person.name_hi, person.staff_uid
  FROM wfh_request request LEFT JOIN directory_person person USING (person_id)
 WHERE request.approver_post = %(post_id)s AND request.state = 'REQUESTED'
   AND (%(after)s::uuid IS NULL OR request.request_id > %(after)s)
 ORDER BY request.request_id
 LIMIT %(limit)s;

-- name: find_requests_due
-- Days on which an approved day at home begins, and open ones that nobody decided before they passed; in the
-- order in which accounts are locked.
SELECT request_id, person_id, on_date AS on FROM wfh_request
 WHERE (state = 'APPROVED' AND on_date <= %(today)s) OR (state = 'REQUESTED' AND on_date < %(today)s)
 ORDER BY person_id, on_date
 LIMIT %(limit)s;

-- name: find_ended_deciders
-- Posts that ended and before which days at home still wait or could be recalled.
SELECT post.post_id
  FROM directory_post post
 WHERE post.valid_to < %(today)s
   AND (EXISTS (SELECT 1 FROM wfh_request asked
                 WHERE asked.approver_post = post.post_id AND asked.state = 'REQUESTED'
                   AND asked.on_date >= %(today)s)
        OR EXISTS (SELECT 1 FROM wfh_request given
                    WHERE given.approver_post = post.post_id AND given.state IN ('APPROVED', 'TAKEN')
                      AND given.on_date >= %(today)s))
 ORDER BY post.valid_to, post.post_id;

-- name: find_left_requests
-- Such days before a post that ended, locked; what somebody is just at work on is left for the next look.
SELECT request_id, person_id, post_id, department, office_id, approver_post, kind, on_date AS on, part, state,
       reason, requested_at, order_id, decided_at, decided_by, decided_for, decided_post, remark
  FROM wfh_request
 WHERE approver_post = %(post_id)s AND on_date >= %(today)s
   AND (state = 'REQUESTED' OR state IN ('APPROVED', 'TAKEN'))
 ORDER BY on_date, request_id
 LIMIT %(limit)s
   FOR UPDATE SKIP LOCKED;

-- name: find_accounts_to_expire
-- Accounts of past years with something left and no day of theirs still open.
SELECT account.person_id, account.year, account.half_days, coalesce(quota.half_days, 0) AS quota_half_days,
       coalesce(quota.order_number, '') AS order_number
  FROM wfh_account account LEFT JOIN wfh_quota quota USING (quota_id)
 WHERE account.year < %(year)s AND account.half_days > 0
   AND NOT EXISTS (SELECT 1 FROM wfh_request request
                    WHERE request.person_id = account.person_id AND request.state IN ('REQUESTED', 'APPROVED')
                      AND extract(year FROM request.on_date) = account.year)
   AND NOT EXISTS (SELECT 1 FROM wfh_ledger entry
                    WHERE entry.person_id = account.person_id AND entry.year = account.year
                      AND entry.kind = 'EXPIRE')
 ORDER BY account.person_id, account.year
 LIMIT %(limit)s;

-- name: add_absence
-- Somebody is away from duty.
INSERT INTO absence (absence_id, person_id, department, kind, starts_on, ends_on, state, recorded_by, recorded_at)
VALUES (%(absence_id)s, %(person_id)s, %(department)s, %(kind)s, %(starts_on)s, %(ends_on)s, 'RECORDED',
        %(recorded_by)s, %(recorded_at)s);

-- name: cancel_absence
-- An absence that does not take place.
UPDATE absence SET state = 'CANCELLED', cancelled_at = %(cancelled_at)s WHERE absence_id = %(absence_id)s;

-- name: lock_absence
-- One absence, held until the end of the transaction.
SELECT absence_id, person_id, department, kind, starts_on, ends_on, recorded_by, recorded_at, cancelled_at
  FROM absence
 WHERE absence_id = %(absence_id)s
   FOR UPDATE;

-- name: find_absence_between
-- The first absence of a person that touches a span of days.
SELECT absence_id, person_id, department, kind, starts_on, ends_on, recorded_by, recorded_at, cancelled_at
  FROM absence
 WHERE person_id = %(person_id)s AND state = 'RECORDED' AND starts_on <= %(last)s AND ends_on >= %(first)s
 ORDER BY starts_on
 LIMIT 1;

-- name: find_absences_of_person
-- A person's absences, newest first.
SELECT absence_id, person_id, department, kind, starts_on, ends_on, recorded_by, recorded_at, cancelled_at
  FROM absence
 WHERE person_id = %(person_id)s AND (%(after)s::uuid IS NULL OR absence_id < %(after)s)
 ORDER BY absence_id DESC
 LIMIT %(limit)s;

-- name: find_roster
-- Where the people of an office are on some days: absent, at home or in the office.
SELECT day.on_date AS on, post.post_id, post.name_en AS post_en, post.name_hi AS post_hi, post.rank_level,
       person.person_id, person.name_en, person.name_hi,
       CASE WHEN absence.absence_id IS NOT NULL THEN 'ABSENT'
            WHEN home.request_id IS NOT NULL THEN 'HOME'
            ELSE 'OFFICE' END AS place,
       home.part
  FROM unnest(%(days)s::date[]) AS day (on_date)
  JOIN directory_post post ON post.office_id = %(office_id)s
  JOIN directory_charge charge ON charge.post_id = post.post_id AND charge.kind = 'SUBSTANTIVE'
       AND charge.valid_from <= day.on_date AND (charge.valid_to IS NULL OR charge.valid_to >= day.on_date)
  JOIN directory_person person ON person.person_id = charge.person_id
  LEFT JOIN LATERAL (SELECT away.absence_id FROM absence away
                      WHERE away.person_id = person.person_id AND away.state = 'RECORDED'
                        AND day.on_date BETWEEN away.starts_on AND away.ends_on LIMIT 1) absence ON true
  LEFT JOIN LATERAL (SELECT min(request.request_id::text) AS request_id,
                            CASE count(*) WHEN 1 THEN min(request.part) ELSE 'FULL' END AS part
                       FROM wfh_request request
                      WHERE request.person_id = person.person_id AND request.on_date = day.on_date
                        AND request.state IN ('APPROVED', 'TAKEN')
                     HAVING count(*) > 0) home ON true
 ORDER BY post.rank_level, post.code, person.person_id, day.on_date;

-- name: find_requests_between
-- A person's days at home between two dates, whatever became of them, the latest day first.
SELECT request_id, person_id, post_id, department, office_id, approver_post, kind, on_date AS on, part, state,
       reason, requested_at, order_id, decided_at, decided_by, decided_for, decided_post, remark
  FROM wfh_request
 WHERE person_id = %(person_id)s AND on_date BETWEEN %(first)s AND %(last)s
 ORDER BY on_date DESC, request_id DESC
 LIMIT 500;

-- name: find_years
-- The years of which a person has days at home, the latest first.
SELECT DISTINCT extract(year FROM on_date)::integer AS year FROM wfh_request
 WHERE person_id = %(person_id)s
 ORDER BY year DESC;

-- name: find_absences_between
-- A person's absences that touch a span of days.
SELECT absence_id, person_id, department, kind, starts_on, ends_on, recorded_by, recorded_at, cancelled_at
  FROM absence
 WHERE person_id = %(person_id)s AND state = 'RECORDED' AND starts_on <= %(last)s AND ends_on >= %(first)s
 ORDER BY starts_on;

-- name: count_awaiting
-- How many days at home wait for the decision of a post.
SELECT count(*) FROM wfh_request WHERE approver_post = %(post_id)s AND state = 'REQUESTED';

-- name: find_decided_ahead
-- Days at home that a post has approved and could still recall.
SELECT request.request_id, request.person_id, request.post_id, request.on_date AS on, request.part, request.state,
       request.kind, person.name_en, person.name_hi
  FROM wfh_request request LEFT JOIN directory_person person USING (person_id)
 WHERE request.approver_post = %(post_id)s AND request.state IN ('APPROVED', 'TAKEN')
   AND request.on_date >= %(today)s
 ORDER BY request.on_date, request.request_id
 LIMIT %(limit)s;

-- name: find_feed
-- The living feed of a person, or the living feed with an id; a person who was cut off has none any more.
SELECT feed.feed_id, feed.person_id, feed.made_at
  FROM calendar_feed feed JOIN directory_person person USING (person_id)
 WHERE feed.ended_at IS NULL AND person.state = 'ACTIVE'
   AND (%(person_id)s::uuid IS NULL OR feed.person_id = %(person_id)s::uuid)
   AND (%(feed_id)s::uuid IS NULL OR feed.feed_id = %(feed_id)s::uuid)
 LIMIT 1;

-- name: add_feed
-- A feed of a person's calendar.
INSERT INTO calendar_feed (feed_id, person_id, made_at) VALUES (%(feed_id)s, %(person_id)s, %(now)s);

-- name: end_feeds
-- A person's feed is over; its address shows nothing any more.
UPDATE calendar_feed SET ended_at = %(now)s WHERE person_id = %(person_id)s AND ended_at IS NULL;

-- name: find_orders_on
-- The attendance orders in force on a day, the earliest first.
SELECT order_id, authority, number, dated, valid_from, valid_to, always_attends, always_attends_level,
       cap_numerator, cap_denominator, slots, exemptions, office_levels, confirmed
  FROM attendance_order
 WHERE %(on)s BETWEEN valid_from AND valid_to
 ORDER BY valid_from, order_id;

-- name: find_orders
-- Every attendance order, the latest first.
SELECT order_id, authority, number, dated, valid_from, valid_to, always_attends, always_attends_level,
       cap_numerator, cap_denominator, slots, exemptions, office_levels, confirmed
  FROM attendance_order
 WHERE %(on)s::date IS NULL OR %(on)s BETWEEN valid_from AND valid_to
 ORDER BY valid_from DESC, order_id DESC
 LIMIT %(limit)s;

-- name: find_order
-- One attendance order.
SELECT order_id, authority, number, dated, valid_from, valid_to, always_attends, always_attends_level,
       cap_numerator, cap_denominator, slots, exemptions, office_levels, confirmed
  FROM attendance_order
 WHERE order_id = %(order_id)s;

-- name: add_order
-- An attendance order as it was issued.
INSERT INTO attendance_order (order_id, authority, number, dated, valid_from, valid_to, always_attends,
                              always_attends_level, cap_numerator, cap_denominator, slots, exemptions,
                              office_levels, confirmed)
VALUES (%(order_id)s, %(authority)s, %(number)s, %(dated)s, %(valid_from)s, %(valid_to)s, %(always_attends)s,
        %(always_attends_level)s, %(cap_numerator)s, %(cap_denominator)s, %(slots)s::text[],
        %(exemptions)s::text[], %(office_levels)s::text[], %(confirmed)s);

-- name: save_duty_hours
-- Duty hours as they now stand.
INSERT INTO duty_hours (duty_hours_id, scope, scope_id, weekdays, starts, ends, valid_from, valid_to, order_number)
VALUES (%(duty_hours_id)s, %(scope)s, %(scope_id)s, %(weekdays)s::integer[], %(starts)s, %(ends)s, %(valid_from)s,
        %(valid_to)s, %(order_number)s)
ON CONFLICT (duty_hours_id) DO UPDATE
   SET scope = EXCLUDED.scope, scope_id = EXCLUDED.scope_id, weekdays = EXCLUDED.weekdays,
       starts = EXCLUDED.starts, ends = EXCLUDED.ends, valid_from = EXCLUDED.valid_from,
       valid_to = EXCLUDED.valid_to, order_number = EXCLUDED.order_number;

-- name: find_duty_hours
-- The duty hours that reach a person on a day; the nearest scope first, then the later order.
SELECT duty_hours_id, scope, scope_id, weekdays, starts, ends, valid_from, valid_to, order_number
  FROM duty_hours
 WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
   AND (scope = 'STATE'
        OR (scope = 'DEPARTMENT' AND scope_id = ANY (%(departments)s::text[]))
        OR (scope = 'OFFICE' AND scope_id = %(office_id)s::text)
        OR (scope = 'PERSON' AND scope_id = %(person_id)s::text))
 ORDER BY array_position(ARRAY['PERSON', 'OFFICE', 'DEPARTMENT', 'STATE'], scope),
          array_position(%(departments)s::text[], scope_id), valid_from DESC, duty_hours_id DESC
 LIMIT 1;

-- name: find_unannounced_rules
-- Calendar rules of which the other services were not told yet.
SELECT rule.rule_id FROM calendar_rule rule
 WHERE NOT EXISTS (SELECT 1 FROM announced_reference told WHERE told.subject = rule.rule_id)
 ORDER BY rule.rule_id
 LIMIT %(limit)s;

-- name: find_unannounced_duty_hours
-- Duty hours of which the other services were not told yet.
SELECT hours.duty_hours_id, hours.scope, hours.scope_id, hours.weekdays, hours.starts, hours.ends,
       hours.valid_from, hours.valid_to, hours.order_number
  FROM duty_hours hours
 WHERE NOT EXISTS (SELECT 1 FROM announced_reference told WHERE told.subject = hours.duty_hours_id)
 ORDER BY hours.duty_hours_id
 LIMIT %(limit)s;

-- name: note_announced
-- This rule was announced as it now stands.
INSERT INTO announced_reference (subject, announced_at) VALUES (%(subject)s, %(now)s)
ON CONFLICT (subject) DO UPDATE SET announced_at = EXCLUDED.announced_at;

-- name: forget_announced
-- Tell everything again: a service that lost its copy asks for it so.
DELETE FROM announced_reference;

-- name: find_departments_above
-- A department and all above it, the nearest first.
WITH RECURSIVE line AS (
    SELECT %(department)s::text AS code, 0 AS distance
    UNION ALL
    SELECT known.parent, line.distance + 1
      FROM line JOIN directory_department known ON known.code = line.code
     WHERE known.parent IS NOT NULL AND line.distance < 10)
SELECT code FROM line ORDER BY distance;

-- name: lock_person
-- One change of a person's days at a time, whatever years and tables it touches; taken before any row.
SELECT pg_advisory_xact_lock(hashtextextended(%(person_id)s::text, 5));
