-- name: add_passkey
-- A passkey that its owner registered.
INSERT INTO passkey (passkey_id, person_id, credential_id, public_key, sign_count, name, transports, added_at)
VALUES (%(passkey_id)s, %(person_id)s, %(credential_id)s, %(public_key)s, %(sign_count)s, %(name)s,
        %(transports)s::text[], %(now)s);

-- name: find_passkeys
-- A person's passkeys, the newest first.
SELECT passkey_id, person_id, credential_id, public_key, sign_count, name, transports, added_at, used_at
  FROM passkey
 WHERE person_id = %(person_id)s
 ORDER BY added_at DESC, passkey_id DESC;

-- name: find_passkey_for_update
-- The passkey that answers, with its owner; locked, so that its counter is compared and raised in one.
SELECT k.passkey_id, k.person_id, k.credential_id, k.public_key, k.sign_count, k.name, k.transports, k.added_at,
       k.used_at, p.staff_uid
  FROM passkey k
  JOIN person p ON p.person_id = k.person_id
 WHERE k.credential_id = %(credential_id)s
   FOR UPDATE OF k;

-- name: save_passkey_use
-- A passkey opened something; its counter says how often it did so anywhere.
UPDATE passkey SET sign_count = %(sign_count)s, used_at = %(now)s WHERE passkey_id = %(passkey_id)s;

-- name: rename_passkey
-- The owner calls a passkey otherwise.
UPDATE passkey SET name = %(name)s WHERE passkey_id = %(passkey_id)s AND person_id = %(person_id)s;

-- name: remove_passkey
-- The owner lost a passkey or wants it no more.
DELETE FROM passkey WHERE passkey_id = %(passkey_id)s AND person_id = %(person_id)s;

-- name: forget_passkeys
-- Whoever lost everything begins anew.
DELETE FROM passkey WHERE person_id = %(person_id)s;

-- name: spend_challenge
-- A challenge is answered once; who comes second changes nothing.
INSERT INTO spent_challenge (challenge_sha256, spent_at) VALUES (%(challenge_sha256)s, %(now)s)
    ON CONFLICT DO NOTHING;

-- name: forget_challenges
-- Challenges whose time is over are refused without being remembered.
DELETE FROM spent_challenge WHERE spent_at < %(before)s;

-- name: forget_backup_codes
-- New codes end the old ones.
DELETE FROM backup_code WHERE person_id = %(person_id)s;

-- name: add_backup_codes
-- A person's fresh codes, of each only a wrapped digest.
INSERT INTO backup_code (person_id, number, wrapped_digest, made_at)
SELECT %(person_id)s, t.number, t.digest, %(now)s
  FROM unnest(%(digests)s::bytea[]) WITH ORDINALITY AS t(digest, number);

-- name: find_backup_codes
-- A person's codes, used ones too.
SELECT number, wrapped_digest, made_at, used_at FROM backup_code WHERE person_id = %(person_id)s ORDER BY number;

-- name: use_backup_code
-- A code opens once; of two at once one wins.
UPDATE backup_code SET used_at = %(now)s
 WHERE person_id = %(person_id)s AND number = %(number)s AND used_at IS NULL;

-- name: find_account_by_id
-- What an employee who is signed in already is checked against.
SELECT p.person_id, p.staff_uid, p.state, c.password_hash, c.is_initial, c.changed_at, t.wrapped_secret, t.last_step
  FROM person p
  JOIN credential c ON c.person_id = p.person_id
  JOIN totp t ON t.person_id = p.person_id
 WHERE p.person_id = %(person_id)s;

-- name: save_second_factor
-- The second factor was shown once more in this session.
UPDATE session SET second_factor_at = %(now)s, methods = %(methods)s WHERE session_id = %(session_id)s;

-- name: find_known_places, prepared
-- From which of these places the account was signed in before; a device of one's own is known from its issue.
SELECT place FROM known_place WHERE account = %(account)s AND place = ANY (%(places)s)
 UNION
SELECT %(device_place)s
  FROM device d
  JOIN person p ON p.person_id = d.person_id
 WHERE d.serial = %(serial)s AND d.revoked_at IS NULL AND p.staff_uid = %(staff_uid)s;

-- name: save_known_places, prepared
-- The account was signed in from these places.
INSERT INTO known_place (account, place, seen_at)
SELECT %(account)s, place, %(now)s FROM unnest(%(places)s::text[]) AS t(place)
    ON CONFLICT (account, place) DO UPDATE SET seen_at = EXCLUDED.seen_at;

-- name: forget_places
-- A place from which nobody came for long is strange again.
DELETE FROM known_place WHERE seen_at < %(before)s;
