-- name: add_messages, prepared
-- Messages asked for by events, in one statement; one that is there already is left as it is.
INSERT INTO message (message_id, event_id, purpose, post_id, contact_id, person_id, language, params, due_at,
                     created_at)
SELECT message_id, event_id, purpose, post_id, contact_id, person_id, language, params, %(now)s, %(now)s
  FROM unnest(%(message_ids)s::uuid[], %(event_ids)s::uuid[], %(purposes)s::text[], %(post_ids)s::uuid[],
              %(contact_ids)s::uuid[], %(person_ids)s::uuid[], %(languages)s::text[], %(params)s::jsonb[])
       AS asked (message_id, event_id, purpose, post_id, contact_id, person_id, language, params)
    ON CONFLICT ON CONSTRAINT one_message_per_event DO NOTHING;

-- name: add_gathering
-- A message to each of some people, unless one of its purpose waits for that person already. One that somebody else is
-- deciding about just now is waited for, since it may not tell of what is new.
INSERT INTO message (message_id, event_id, purpose, person_id, params, due_at, created_at)
SELECT message_id, message_id, %(purpose)s, person_id, '{}', %(due_at)s, %(now)s
  FROM unnest(%(message_ids)s::uuid[], %(person_ids)s::uuid[]) AS asked (message_id, person_id)
    ON CONFLICT (person_id) WHERE purpose = 'notices-unread' AND state IN ('CREATED', 'WAITING')
    DO UPDATE SET due_at = message.due_at;

-- name: has_unread
-- Whether a person has not read one of some kinds of notices that were told since an instant; of very many the newest
-- are looked at.
SELECT EXISTS (SELECT FROM (SELECT told_at, purpose
                              FROM message
                             WHERE told_person = %(person_id)s AND read_at IS NULL
                             ORDER BY message_id DESC
                             LIMIT %(limit)s) AS newest
                WHERE told_at >= %(since)s AND purpose = ANY(%(purposes)s::text[]));

-- name: add_secret
-- Keep a sealed code beside its message, if that message is new.
INSERT INTO message_secret (message_id, sealed, expires_at)
SELECT message_id, %(sealed)s, %(expires_at)s
  FROM message
 WHERE event_id = %(event_id)s AND purpose = ANY(%(purposes)s::text[]) AND state = 'CREATED'
    ON CONFLICT (message_id) DO NOTHING;

-- name: save_contacts, prepared
-- Contacts as they were given last; one that was erased stays erased.
INSERT INTO contact AS here (contact_id, kind, sealed, given_at, sequence)
SELECT contact_id, %(kind)s, sealed, %(now)s, sequence
  FROM unnest(%(contact_ids)s::uuid[], %(sealed)s::text[], %(sequences)s::bigint[])
       AS given (contact_id, sealed, sequence)
    ON CONFLICT (contact_id) DO UPDATE
   SET sealed = EXCLUDED.sealed, given_at = EXCLUDED.given_at, sequence = EXCLUDED.sequence
 WHERE here.sequence < EXCLUDED.sequence AND here.erased_at IS NULL;

-- name: find_contact
-- A contact as it was sealed.
SELECT sealed FROM contact WHERE contact_id = %(contact_id)s;

-- name: want_contacts
-- Contacts that are lacking and were not asked for since an instant; they count as asked for now.
INSERT INTO contact_wanted AS w (contact_id, asked_at)
SELECT DISTINCT asked.contact_id, %(now)s::timestamptz FROM unnest(%(contact_ids)s::uuid[]) AS asked (contact_id)
    ON CONFLICT (contact_id) DO UPDATE SET asked_at = excluded.asked_at WHERE w.asked_at < %(before)s
RETURNING contact_id;

-- name: delete_wanted_contacts
-- What was asked for long ago came, or never will.
DELETE FROM contact_wanted WHERE asked_at < %(before)s;

-- name: erase_contact
-- Forget how a person can be reached; the row stays so that a late event does not bring it back.
UPDATE contact
   SET sealed = NULL, erased_at = coalesce(erased_at, %(now)s)
 WHERE contact_id = %(contact_id)s;

-- name: cancel_messages_to
-- What was not sent yet to an erased contact is not sent any more.
UPDATE message
   SET state = 'CANCELLED', failure = 'no-contact'
 WHERE contact_id = %(contact_id)s AND state IN ('CREATED', 'WAITING');

-- name: save_duty_hours
-- Duty hours as wfh announced them, unless something newer is here already.
INSERT INTO duty_hours AS here (duty_hours_id, scope, scope_id, weekdays, starts, ends, valid_from, valid_to,
                                order_number, sequence)
VALUES (%(duty_hours_id)s, %(scope)s, %(scope_id)s, %(weekdays)s::integer[], %(starts)s, %(ends)s,
        %(valid_from)s, %(valid_to)s, %(order_number)s, %(sequence)s)
    ON CONFLICT (duty_hours_id) DO UPDATE
   SET scope = EXCLUDED.scope, scope_id = EXCLUDED.scope_id, weekdays = EXCLUDED.weekdays,
       starts = EXCLUDED.starts, ends = EXCLUDED.ends, valid_from = EXCLUDED.valid_from,
       valid_to = EXCLUDED.valid_to, order_number = EXCLUDED.order_number, sequence = EXCLUDED.sequence
 WHERE here.sequence < EXCLUDED.sequence;

-- name: find_duty_hours
-- The duty hours that may hold for a person at a post: the person's, the office's, the department's, its
-- parents' by their distance, the state's.
WITH RECURSIVE chain AS (
    SELECT code, parent, 0 AS distance FROM directory_department WHERE code = %(department)s
    UNION ALL
    SELECT above.code, above.parent, chain.distance + 1
      FROM directory_department above JOIN chain ON above.code = chain.parent
     WHERE chain.distance < 10
), mine AS (
    SELECT 'DEPARTMENT' AS scope, code AS scope_id, distance FROM chain
    UNION ALL SELECT 'PERSON', %(person_id)s::text, 0
    UNION ALL SELECT 'OFFICE', %(office_id)s::text, 0
)
SELECT d.scope, d.weekdays, d.starts, d.ends, d.valid_from, d.valid_to, coalesce(m.distance, 0) AS distance
  FROM duty_hours d
  LEFT JOIN mine m ON m.scope = d.scope AND m.scope_id = d.scope_id
 WHERE (d.scope = 'STATE' OR m.scope IS NOT NULL) AND (d.valid_to IS NULL OR d.valid_to >= %(day)s);

-- name: save_absence
-- An absence as wfh announced it, unless something newer is here already.
INSERT INTO absence AS here (absence_id, person_id, starts_on, ends_on, sequence)
VALUES (%(absence_id)s, %(person_id)s, %(starts_on)s, %(ends_on)s, %(sequence)s)
    ON CONFLICT (absence_id) DO UPDATE
   SET person_id = EXCLUDED.person_id, starts_on = EXCLUDED.starts_on, ends_on = EXCLUDED.ends_on,
       cancelled = false, sequence = EXCLUDED.sequence
 WHERE here.sequence < EXCLUDED.sequence;

-- name: cancel_absence
-- The person is there after all.
UPDATE absence
   SET cancelled = true, sequence = %(sequence)s
 WHERE absence_id = %(absence_id)s AND sequence < %(sequence)s;

-- name: find_absent
-- Which of some people are recorded as away on a day.
SELECT DISTINCT person_id
  FROM absence
 WHERE person_id = ANY(%(person_ids)s::uuid[]) AND NOT cancelled AND %(day)s BETWEEN starts_on AND ends_on;

-- name: claim_messages
-- Messages whose time has come, codes first, for they expire; another sender passes over them until this transaction
-- ends. A code's own message is looked up by its key (OFFSET keeps it so): a search of all that is due, which the few
-- rows of a quiet hour suggest, would make a backlog slow its own end.
WITH codes AS (
    SELECT m.message_id
      FROM (SELECT message_id FROM message_secret WHERE expires_at > %(now)s ORDER BY expires_at) s
     CROSS JOIN LATERAL (SELECT message_id, state, due_at, purpose
                           FROM message
                          WHERE message_id = s.message_id
                         OFFSET 0
                            FOR UPDATE SKIP LOCKED) m
     WHERE m.state IN ('CREATED', 'WAITING') AND m.due_at <= %(now)s AND m.purpose = ANY(%(purposes)s::text[])
     LIMIT %(limit)s
), others AS (
    SELECT message_id
      FROM message
     WHERE state IN ('CREATED', 'WAITING') AND due_at <= %(now)s AND purpose = ANY(%(purposes)s::text[])
       AND message_id NOT IN (SELECT message_id FROM codes)
     ORDER BY due_at
     LIMIT %(limit)s - (SELECT count(*) FROM codes)
       FOR UPDATE SKIP LOCKED
), due AS (
    SELECT message_id FROM codes UNION ALL SELECT message_id FROM others
)
SELECT m.message_id, m.event_id, m.purpose, m.post_id, m.contact_id, m.person_id, m.language, m.params,
       m.created_at, c.sealed AS contact, c.erased_at IS NOT NULL AS contact_erased, s.expires_at
  FROM due
  JOIN message m ON m.message_id = due.message_id
  LEFT JOIN contact c ON c.contact_id = m.contact_id
  LEFT JOIN message_secret s ON s.message_id = m.message_id;

-- name: postpone_message
-- The message that would be claimed first could not be decided about; the others do not wait for it.
UPDATE message
   SET state = 'WAITING', due_at = %(until)s
 WHERE message_id = coalesce((SELECT m.message_id
                                FROM message_secret s
                                JOIN message m ON m.message_id = s.message_id
                               WHERE s.expires_at > %(now)s AND m.state IN ('CREATED', 'WAITING')
                                 AND m.due_at <= %(now)s AND m.purpose = ANY(%(purposes)s::text[])
                               ORDER BY s.expires_at
                               LIMIT 1
                                 FOR UPDATE OF m SKIP LOCKED),
                             (SELECT message_id
                                FROM message
                               WHERE state IN ('CREATED', 'WAITING') AND due_at <= %(now)s
                                 AND purpose = ANY(%(purposes)s::text[])
                               ORDER BY due_at
                               LIMIT 1
                                 FOR UPDATE SKIP LOCKED));

-- name: wake_messages
-- What waits because nobody answered for a post is due now; what waits for duty hours is not.
UPDATE message
   SET due_at = %(now)s
 WHERE message_id IN (SELECT message_id
                        FROM message
                       WHERE post_id = %(post_id)s AND state = 'WAITING' AND failure = 'no-holder'
                         AND due_at > %(now)s
                       LIMIT %(limit)s);

-- name: save_plans
-- What was decided about claimed messages: to whom they go, or until when they wait.
UPDATE message m
   SET state = p.state, due_at = p.due_at, language = coalesce(p.language, m.language),
       told_person = p.told_person, told_post = p.told_post, on_behalf_of = p.on_behalf_of,
       instead_of_post = p.instead_of_post, failure = p.failure,
       told_at = CASE WHEN p.state IN ('SENDING', 'DELIVERED') THEN %(now)s::timestamptz END,
       sent_at = CASE WHEN p.state = 'DELIVERED' THEN %(now)s::timestamptz END
  FROM jsonb_to_recordset(%(plans)s)
       AS p (message_id uuid, state text, due_at timestamptz, language text, told_person uuid, told_post uuid,
             on_behalf_of uuid, instead_of_post uuid, failure text)
 WHERE m.message_id = p.message_id;

-- name: add_deliveries
-- The attempts that follow from plans or from temporary failures; a repeated one is left as it is.
INSERT INTO delivery (delivery_id, message_id, channel, attempt, state, due_at, created_at, sent_at, settled_at)
SELECT d.delivery_id, d.message_id, d.channel, d.attempt, d.state, d.due_at, %(now)s,
       CASE WHEN d.state = 'DELIVERED' THEN %(now)s::timestamptz END, CASE WHEN d.state = 'DELIVERED' THEN %(now)s::timestamptz END
  FROM jsonb_to_recordset(%(deliveries)s)
       AS d (delivery_id uuid, message_id uuid, channel text, attempt integer, state text, due_at timestamptz)
    ON CONFLICT ON CONSTRAINT one_delivery_per_attempt DO NOTHING;

-- name: claim_deliveries
-- Deliveries whose time has come, or whose taker did not come back, codes first (found as above); the taker has until
-- the lease ends.
WITH codes AS (
    SELECT d.delivery_id
      FROM (SELECT message_id FROM message_secret WHERE expires_at > %(now)s ORDER BY expires_at) s
     CROSS JOIN LATERAL (SELECT delivery_id, state, due_at
                           FROM delivery
                          WHERE message_id = s.message_id AND channel = %(channel)s
                         OFFSET 0
                            FOR UPDATE SKIP LOCKED) d
     WHERE d.state IN ('CREATED', 'SENDING') AND d.due_at <= %(now)s
     LIMIT %(limit)s
), others AS (
    SELECT delivery_id
      FROM delivery
     WHERE channel = %(channel)s AND state IN ('CREATED', 'SENDING') AND due_at <= %(now)s
       AND delivery_id NOT IN (SELECT delivery_id FROM codes)
     ORDER BY due_at
     LIMIT %(limit)s - (SELECT count(*) FROM codes)
       FOR UPDATE SKIP LOCKED
), due AS (
    SELECT delivery_id FROM codes UNION ALL SELECT delivery_id FROM others
), taken AS (
    UPDATE delivery d
       SET state = 'SENDING', due_at = %(lease_until)s, tries = d.tries + 1
      FROM due
     WHERE d.delivery_id = due.delivery_id
 RETURNING d.delivery_id, d.message_id, d.channel, d.attempt, d.tries, d.unanswered, d.created_at
)
SELECT t.delivery_id, t.message_id, t.channel, t.attempt, t.tries, t.unanswered, t.created_at, m.purpose, m.language,
       m.params, m.told_person, m.told_post, m.post_id, m.on_behalf_of, m.instead_of_post, c.sealed AS contact,
       s.sealed AS secret, s.expires_at
  FROM taken t
  JOIN message m ON m.message_id = t.message_id
  LEFT JOIN contact c ON c.contact_id = coalesce(m.contact_id, m.told_person, m.person_id)
  LEFT JOIN message_secret s ON s.message_id = m.message_id
 ORDER BY s.expires_at NULLS LAST, t.created_at;

-- name: find_texts
-- The approved texts that hold on a day, all or those of some purposes.
SELECT purpose, channel, language, version, subject, body, dlt_category, dlt_entity_id, dlt_header,
       dlt_template_id
  FROM template
 WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
   AND (%(purposes)s::text[] IS NULL OR purpose = ANY(%(purposes)s::text[]))
 ORDER BY purpose, channel, language;

-- name: save_results
-- What became of deliveries that are still under way with who took them; one that never left is as if it had not been
-- taken, and due since it was made.
UPDATE delivery d
   SET state = r.state, reason = r.reason, code = r.code, unanswered = coalesce(r.unanswered, d.unanswered),
       tries = CASE WHEN r.given_back THEN d.tries - 1 ELSE d.tries END,
       due_at = CASE WHEN r.given_back THEN d.created_at ELSE coalesce(r.due_at, d.due_at) END,
       provider_message_id = coalesce(r.provider_message_id, d.provider_message_id),
       sent_at = CASE WHEN r.state = 'SENT' THEN %(now)s::timestamptz ELSE d.sent_at END,
       settled_at = CASE WHEN r.state NOT IN ('CREATED', 'SENT') THEN %(now)s::timestamptz END
  FROM jsonb_to_recordset(%(results)s)
       AS r (delivery_id uuid, state text, tries integer, due_at timestamptz, reason text, code text,
             provider_message_id text, unanswered integer, given_back boolean)
 WHERE d.delivery_id = r.delivery_id AND d.state = 'SENDING' AND d.tries = r.tries
RETURNING d.message_id, d.channel, d.attempt, d.state, d.due_at, d.reason,
          (SELECT m.purpose FROM message m WHERE m.message_id = d.message_id) AS purpose;

-- name: save_receipts
-- What the operator reported later; it arrives once, or more often, or after a final word.
UPDATE delivery d
   SET state = r.state, reason = r.reason, code = coalesce(r.code, d.code), settled_at = %(now)s
  FROM jsonb_to_recordset(%(receipts)s)
       AS r (provider_message_id text, state text, reason text, code text)
 WHERE d.provider_message_id = r.provider_message_id AND d.channel = 'SMS' AND d.state = 'SENT'
RETURNING d.message_id;

-- name: find_known_provider_ids
-- Which of a provider's ids belong to deliveries of ours.
SELECT provider_message_id
  FROM delivery
 WHERE provider_message_id = ANY(%(provider_message_ids)s::text[]);

-- name: lock_messages
-- Hold messages, in the order of their ids, while their state is worked out anew.
SELECT message_id, state
  FROM message
 WHERE message_id = ANY(%(message_ids)s::uuid[])
 ORDER BY message_id
   FOR NO KEY UPDATE;

-- name: find_latest_deliveries
-- The newest attempt over each channel of some messages.
SELECT DISTINCT ON (message_id, channel) message_id, state, attempt, reason
  FROM delivery
 WHERE message_id = ANY(%(message_ids)s::uuid[])
 ORDER BY message_id, channel, attempt DESC;

-- name: save_states
-- The states of messages as they follow from their deliveries.
UPDATE message m
   SET state = s.state, failure = s.failure,
       sent_at = CASE WHEN s.state IN ('SENT', 'DELIVERED') THEN coalesce(m.sent_at, %(now)s::timestamptz) ELSE m.sent_at END
  FROM jsonb_to_recordset(%(states)s) AS s (message_id uuid, state text, failure text)
 WHERE m.message_id = s.message_id;

-- name: delete_spent_secrets
-- A code that left, failed or expired is of no more use.
DELETE FROM message_secret
 WHERE message_id = ANY(%(message_ids)s::uuid[]) OR expires_at < %(now)s;

-- name: raise_alarm
-- Raise an alarm, or count it once more while it is open; tells whether it is new.
INSERT INTO alarm AS here (alarm_id, kind, post_id, up_post, raised_at, last_at)
VALUES (%(alarm_id)s, %(kind)s, %(post_id)s, %(up_post)s, %(now)s, %(now)s)
    ON CONFLICT (kind, post_id) WHERE cleared_at IS NULL DO UPDATE
   SET times = here.times + 1, last_at = EXCLUDED.last_at, up_post = EXCLUDED.up_post
RETURNING times = 1 AS is_new;

-- name: find_open_alarms
-- The alarms that are not over.
SELECT alarm_id, kind, post_id FROM alarm WHERE cleared_at IS NULL;

-- name: lock_alarm
-- Hold an alarm: until the end of this transaction nobody raises it once more.
SELECT 1 FROM alarm WHERE alarm_id = %(alarm_id)s FOR UPDATE;

-- name: clear_alarm
-- An alarm is over.
UPDATE alarm SET cleared_at = %(now)s WHERE alarm_id = %(alarm_id)s AND cleared_at IS NULL;

-- name: find_alarms
-- Alarms for operators, the newest first.
SELECT alarm_id, kind, post_id, up_post, times, raised_at, last_at, cleared_at
  FROM alarm
 WHERE (%(open)s::boolean IS NULL OR (cleared_at IS NULL) = %(open)s::boolean)
   AND (%(after)s::uuid IS NULL OR alarm_id < %(after)s::uuid)
 ORDER BY alarm_id DESC
 LIMIT %(limit)s;

-- name: find_notices
-- What a person was told at the desk, the newest first.
SELECT m.message_id, m.purpose, m.language, m.params, m.told_person, m.told_post, m.post_id, m.on_behalf_of,
       m.instead_of_post, m.told_at, m.read_at
  FROM message m
 WHERE m.told_person = %(person_id)s
   AND (%(unread)s::boolean IS NULL OR (m.read_at IS NULL) = %(unread)s::boolean)
   AND EXISTS (SELECT FROM delivery d
                WHERE d.message_id = m.message_id AND d.channel = 'NOTICE' AND d.state = 'DELIVERED')
   AND (%(after)s::uuid IS NULL OR m.message_id < %(after)s::uuid)
 ORDER BY m.message_id DESC
 LIMIT %(limit)s;

-- name: count_unread
-- How many of a person's notices were not read; of very many only so many are counted.
SELECT count(*)
  FROM (SELECT 1 FROM message WHERE told_person = %(person_id)s AND read_at IS NULL LIMIT %(limit)s) AS unread;

-- name: find_told_since
-- Who was told something after an instant, for the live streams.
SELECT message_id, told_person FROM message
 WHERE told_person IS NOT NULL AND told_at > %(since)s;

-- name: find_unread_of
-- How many notices some people have not read, and the newest of them; of very many only so many are counted.
SELECT p.person_id AS told_person, count(*)::integer AS unread, max(m.message_id::text) AS newest
  FROM unnest(%(person_ids)s::uuid[]) AS p (person_id)
 CROSS JOIN LATERAL (SELECT message_id
                       FROM message
                      WHERE told_person = p.person_id AND read_at IS NULL
                      ORDER BY message_id DESC
                      LIMIT %(limit)s) AS m
 GROUP BY p.person_id;

-- name: save_read
-- A person has read a notice; the first time counts.
UPDATE message SET read_at = %(now)s
 WHERE message_id = %(message_id)s AND told_person = %(person_id)s AND read_at IS NULL;

-- name: save_all_read
-- A person has read all notices up to one, of those that were told up to an instant: an older one may be told later.
UPDATE message SET read_at = %(now)s
 WHERE told_person = %(person_id)s AND read_at IS NULL AND message_id <= %(until)s
   AND (%(told_until)s::timestamptz IS NULL OR told_at <= %(told_until)s::timestamptz);

-- name: find_message
-- One message, without anything that says to which address it went.
SELECT message_id, event_id, purpose, post_id, contact_id, person_id, language, params, state, due_at, created_at,
       told_person, told_post, on_behalf_of, instead_of_post, told_at, sent_at, failure
  FROM message
 WHERE message_id = %(message_id)s;

-- name: find_messages
-- Messages for operators, the newest first, by any of their marks.
SELECT message_id, event_id, purpose, post_id, contact_id, person_id, language, params, state, due_at, created_at,
       told_person, told_post, on_behalf_of, instead_of_post, told_at, sent_at, failure
  FROM message
 WHERE (%(purpose)s::text IS NULL OR purpose = %(purpose)s)
   AND (%(state)s::text IS NULL OR state = %(state)s)
   AND (%(recipient)s::uuid IS NULL OR recipient = %(recipient)s::uuid)
   AND (%(case_id)s::text IS NULL OR params ->> 'case_id' = %(case_id)s::text)
   AND (%(after)s::uuid IS NULL OR message_id < %(after)s::uuid)
 ORDER BY message_id DESC
 LIMIT %(limit)s;

-- name: find_deliveries
-- The attempts to deliver, for operators, the newest first.
SELECT delivery_id, message_id, channel, attempt, state, tries, provider_message_id, reason, code, created_at,
       sent_at, settled_at
  FROM delivery
 WHERE (%(message_id)s::uuid IS NULL OR message_id = %(message_id)s::uuid)
   AND (%(state)s::text IS NULL OR state = %(state)s)
   AND (%(channel)s::text IS NULL OR channel = %(channel)s)
   AND (%(after)s::uuid IS NULL OR delivery_id < %(after)s::uuid)
 ORDER BY delivery_id DESC
 LIMIT %(limit)s;

-- name: count_deliveries
-- Attempts to deliver since an instant by channel and state; their ids carry the instant at which they were made.
SELECT channel, state, count(*)::integer AS deliveries
  FROM delivery
 WHERE delivery_id >= uuid_at(%(since)s)
 GROUP BY channel, state
 ORDER BY channel, state;

-- name: save_registration
-- The registration of a text message with the operators' ledger.
UPDATE template
   SET dlt_entity_id = %(entity_id)s, dlt_header = %(header)s, dlt_template_id = %(template_id)s
 WHERE purpose = %(purpose)s AND channel = 'SMS' AND language = %(language)s AND version = %(version)s;

-- name: count_waiting
-- How much is under way, and since when the oldest, for the gauges; of a weekend's notices that wait for Monday only
-- those that are due first are counted, so that looking never costs more than that.
SELECT count(*) FILTER (WHERE state = 'CREATED' AND due_at <= %(now)s) AS created,
       count(*) FILTER (WHERE state = 'WAITING') AS waiting,
       coalesce(extract(epoch FROM %(now)s::timestamptz - min(due_at) FILTER (WHERE due_at <= %(now)s)), 0)::float AS late_seconds
  FROM (SELECT state, due_at FROM message WHERE state IN ('CREATED', 'WAITING') ORDER BY due_at LIMIT %(limit)s) AS next;
