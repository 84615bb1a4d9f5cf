-- name: save_issued_device
-- wfh put a device into somebody's hands.
INSERT INTO issued_device (device_id, person_id, kind, asset_number, issued_at)
VALUES (%(device_id)s, %(person_id)s, %(kind)s, %(asset_number)s, %(now)s)
    ON CONFLICT (device_id) DO UPDATE
   SET person_id = EXCLUDED.person_id, kind = EXCLUDED.kind, asset_number = EXCLUDED.asset_number,
       issued_at = EXCLUDED.issued_at, returned_at = NULL;

-- name: return_device
-- wfh took a device back.
UPDATE issued_device SET returned_at = %(now)s WHERE device_id = %(device_id)s AND returned_at IS NULL;

-- name: get_issued_device
-- A device in somebody's hands.
SELECT device_id, person_id, kind, asset_number
  FROM issued_device
 WHERE device_id = %(device_id)s AND returned_at IS NULL;

-- name: get_issued_device_for_update
-- A device in somebody's hands; the lock keeps it there while a certificate is made for it.
SELECT device_id, person_id, kind, asset_number
  FROM issued_device
 WHERE device_id = %(device_id)s AND returned_at IS NULL
   FOR UPDATE;

-- name: find_own_issued_devices
-- The devices in a person's hands, with the certificate and the enrolment of each, if there is one.
SELECT i.device_id, i.kind, i.asset_number, i.issued_at, c.serial, c.issued_on, c.expires_on, e.enrolment_id, e.state,
       e.asked_at, e.link_ends_at, e.remark
  FROM issued_device i
  LEFT JOIN LATERAL (
       SELECT serial, issued_on, expires_on
         FROM device
        WHERE device_id = i.device_id AND person_id = i.person_id AND revoked_at IS NULL AND expires_on >= %(today)s
        ORDER BY expires_on DESC
        LIMIT 1) c ON true
  LEFT JOIN LATERAL (
       SELECT enrolment_id, state, asked_at, link_ends_at, remark
         FROM enrolment
        WHERE device_id = i.device_id AND person_id = i.person_id AND asked_at >= i.issued_at
        ORDER BY asked_at DESC
        LIMIT 1) e ON true
 WHERE i.person_id = %(person_id)s AND i.returned_at IS NULL
 ORDER BY i.issued_at, i.device_id;

-- name: find_own_other_certificates
-- A person's valid certificates that belong to no device of the register of equipment.
SELECT serial, label, issued_on, expires_on
  FROM device
 WHERE person_id = %(person_id)s AND device_id IS NULL AND revoked_at IS NULL AND expires_on >= %(today)s
 ORDER BY issued_on, serial;

-- name: has_living_certificate
-- Whether a device has a certificate that holds beyond a day.
SELECT EXISTS (
       SELECT 1
         FROM device
        WHERE device_id = %(device_id)s AND revoked_at IS NULL AND expires_on > %(after)s);

-- name: find_certificate
-- A valid certificate, to be read only.
SELECT serial, person_id, device_id, label, issued_on, expires_on
  FROM device
 WHERE serial = %(serial)s AND revoked_at IS NULL;

-- name: get_certificate_for_update
-- A valid certificate.
SELECT serial, person_id, device_id, label, issued_on, expires_on
  FROM device
 WHERE serial = %(serial)s AND revoked_at IS NULL
   FOR UPDATE;

-- name: add_certificate
-- A certificate that was just made.
INSERT INTO device (serial, person_id, issued_on, expires_on, device_id, label, key_sha256)
VALUES (%(serial)s, %(person_id)s, %(issued_on)s, %(expires_on)s, %(device_id)s, %(label)s, %(key_sha256)s);

-- name: is_key_used_elsewhere
-- Whether a key was certified for another person or device, or in a certificate that was revoked.
SELECT EXISTS (
       SELECT 1
         FROM device
        WHERE key_sha256 = %(key_sha256)s
          AND (person_id <> %(person_id)s OR device_id IS DISTINCT FROM %(device_id)s OR revoked_at IS NOT NULL));

-- name: revoke_certificates
-- All valid certificates of a device end, or those that are not one person's.
UPDATE device
   SET revoked_at = %(now)s, revoked_by = %(by)s
 WHERE device_id = %(device_id)s AND revoked_at IS NULL
   AND (%(but_of)s::uuid IS NULL OR person_id <> %(but_of)s)
RETURNING serial, person_id;

-- name: add_enrolment
-- Somebody asks to have a device enrolled.
INSERT INTO enrolment (enrolment_id, device_id, person_id, state, link_sha256, asked_at, asked_from)
VALUES (%(enrolment_id)s, %(device_id)s, %(person_id)s, %(state)s, %(link_sha256)s, %(asked_at)s, %(asked_from)s);

-- name: get_enrolment_for_update
-- One enrolment, by its id.
SELECT enrolment_id, device_id, person_id, state, asked_at, asked_from, decided_at, decided_by, remark, link_ends_at,
       serial
  FROM enrolment
 WHERE enrolment_id = %(enrolment_id)s
   FOR UPDATE;

-- name: find_enrolment_of_link
-- The enrolment of a link.
SELECT enrolment_id, device_id, person_id, state, asked_at, asked_from, decided_at, decided_by, remark, link_ends_at,
       serial
  FROM enrolment
 WHERE link_sha256 = %(link_sha256)s;

-- name: save_enrolment
-- What became of an enrolment.
UPDATE enrolment
   SET state = %(state)s, decided_at = %(decided_at)s, decided_by = %(decided_by)s, remark = %(remark)s,
       link_ends_at = %(link_ends_at)s, serial = %(serial)s
 WHERE enrolment_id = %(enrolment_id)s;

-- name: close_enrolments_of_device
-- A device goes to somebody else or back: what was open for it is closed, or what is not one person's.
UPDATE enrolment
   SET state = 'CLOSED'
 WHERE device_id = %(device_id)s AND state IN ('ASKED', 'APPROVED')
   AND (%(but_of)s::uuid IS NULL OR person_id <> %(but_of)s);

-- name: close_old_enrolments
-- What nobody approved in time, and what was approved and not fetched in time.
UPDATE enrolment
   SET state = 'CLOSED'
 WHERE (state = 'ASKED' AND asked_at < %(asked_before)s) OR (state = 'APPROVED' AND link_ends_at <= %(now)s);

-- name: find_waiting_enrolments
-- What waits for an issuing officer, the oldest first; of all departments, or of whoever belongs to these: by a charge
-- of today or to come, or else by who entered him.
SELECT e.enrolment_id, e.asked_at, e.asked_from, e.person_id, i.kind, i.asset_number, p.staff_uid, p.name_en, p.name_hi,
       coalesce(h.department, p.home_department) AS department, h.post_en, h.post_hi
  FROM enrolment e
  JOIN issued_device i ON i.device_id = e.device_id
  JOIN person p ON p.person_id = e.person_id
  LEFT JOIN LATERAL (
       SELECT o.department, post.name_en AS post_en, post.name_hi AS post_hi
         FROM charge c
         JOIN post ON post.post_id = c.post_id
         JOIN office o ON o.office_id = post.office_id
        WHERE c.person_id = e.person_id AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(today)s, c.valid_from))
        ORDER BY c.valid_from > %(today)s, c.kind <> 'SUBSTANTIVE', c.valid_from
        LIMIT 1) h ON true
 WHERE e.state = 'ASKED' AND (%(only)s::uuid IS NULL OR e.enrolment_id = %(only)s)
   AND (%(departments)s::text[] IS NULL
        OR (h.department IS NULL AND p.home_department = ANY (%(departments)s))
        OR EXISTS (
           SELECT 1
             FROM charge c
             JOIN post ON post.post_id = c.post_id
             JOIN office o ON o.office_id = post.office_id
            WHERE c.person_id = p.person_id AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(today)s, c.valid_from))
              AND o.department = ANY (%(departments)s)))
   AND (%(after)s::uuid IS NULL OR (e.asked_at, e.enrolment_id)
        > (SELECT asked_at, enrolment_id FROM enrolment WHERE enrolment_id = %(after)s))
 ORDER BY e.asked_at, e.enrolment_id
 LIMIT %(limit)s;

-- name: find_certificates
-- Valid certificates with their holders, the earliest end first; of all departments, or of whoever belongs to these.
SELECT d.serial, d.label, d.issued_on, d.expires_on, d.device_id, i.kind, p.person_id, p.staff_uid, p.name_en, p.name_hi,
       coalesce(h.department, p.home_department) AS department
  FROM device d
  JOIN person p ON p.person_id = d.person_id
  LEFT JOIN issued_device i ON i.device_id = d.device_id
  LEFT JOIN LATERAL (
       SELECT o.department
         FROM charge c
         JOIN post ON post.post_id = c.post_id
         JOIN office o ON o.office_id = post.office_id
        WHERE c.person_id = d.person_id AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(today)s, c.valid_from))
        ORDER BY c.valid_from > %(today)s, c.kind <> 'SUBSTANTIVE', c.valid_from
        LIMIT 1) h ON true
 WHERE d.revoked_at IS NULL AND d.expires_on >= %(today)s
   AND (%(only)s::text IS NULL OR d.serial = %(only)s)
   AND (%(until)s::date IS NULL OR d.expires_on <= %(until)s)
   AND (%(departments)s::text[] IS NULL
        OR (h.department IS NULL AND p.home_department = ANY (%(departments)s))
        OR EXISTS (
           SELECT 1
             FROM charge c
             JOIN post ON post.post_id = c.post_id
             JOIN office o ON o.office_id = post.office_id
            WHERE c.person_id = p.person_id AND (c.valid_to IS NULL OR c.valid_to >= greatest(%(today)s, c.valid_from))
              AND o.department = ANY (%(departments)s)))
   AND (%(after)s::text IS NULL OR (d.expires_on, d.serial)
        > (SELECT expires_on, serial FROM device WHERE serial = %(after)s))
 ORDER BY d.expires_on, d.serial
 LIMIT %(limit)s;

-- name: get_revocation_list_for_update
-- The newest list; whoever makes the next one waits here.
SELECT number, published_at, ends_at FROM revocation_list FOR UPDATE;

-- name: find_revocation_list
-- The newest list as the gateway reads it.
SELECT content FROM revocation_list;

-- name: has_unlisted_revocations
-- Whether a certificate was revoked that no list names yet.
SELECT EXISTS (SELECT 1 FROM device WHERE revoked_at IS NOT NULL AND listed_at IS NULL);

-- name: mark_listed
-- What was revoked until now is on the list that is being made, or has ended by itself.
UPDATE device SET listed_at = %(now)s WHERE revoked_at IS NOT NULL AND listed_at IS NULL;

-- name: find_revoked
-- Every revoked certificate that has not ended by itself.
SELECT serial, revoked_at FROM device WHERE revoked_at IS NOT NULL AND expires_on >= %(today)s;

-- name: save_revocation_list
-- A new list takes the place of the old one.
INSERT INTO revocation_list (number, content, published_at, ends_at)
VALUES (%(number)s, %(content)s, %(now)s, %(ends_at)s)
    ON CONFLICT (only_one) DO UPDATE
   SET number = EXCLUDED.number, content = EXCLUDED.content, published_at = EXCLUDED.published_at,
       ends_at = EXCLUDED.ends_at;
