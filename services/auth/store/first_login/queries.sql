-- name: withdraw_ways
-- A new way takes the place of a living one.
UPDATE first_login
   SET withdrawn_at = %(now)s
 WHERE person_id = %(person_id)s AND used_at IS NULL AND withdrawn_at IS NULL;

-- name: withdraw_ways_of
-- New ways take the place of living ones, for many at once.
UPDATE first_login
   SET withdrawn_at = %(now)s
 WHERE person_id = ANY (%(person_ids)s) AND used_at IS NULL AND withdrawn_at IS NULL;

-- name: add_ways
-- One-time ways for many employees; of their codes only the digests.
INSERT INTO first_login (code_sha256, person_id, issued_at, expires_at)
SELECT w.code_sha256, w.person_id, %(now)s, %(expires_at)s
  FROM unnest(%(codes_sha256)s::text[], %(person_ids)s::uuid[]) AS w (code_sha256, person_id);

-- name: add_way
-- A one-time way; of its code only the digest.
INSERT INTO first_login (code_sha256, person_id, issued_at, expires_at)
VALUES (%(code_sha256)s, %(person_id)s, %(now)s, %(expires_at)s);

-- name: find_way
-- A living way of somebody who serves.
SELECT f.person_id, p.staff_uid, p.name_en, p.name_hi, f.expires_at, f.wrapped_secret
  FROM first_login f
  JOIN person p ON p.person_id = f.person_id
 WHERE f.code_sha256 = %(code_sha256)s AND f.used_at IS NULL AND f.withdrawn_at IS NULL AND f.expires_at > %(now)s
   AND p.state = 'ACTIVE';

-- name: keep_secret
-- The secret of the authenticator that is being set up; who opens the way again sees the same picture.
UPDATE first_login SET wrapped_secret = %(wrapped_secret)s WHERE code_sha256 = %(code_sha256)s AND wrapped_secret IS NULL;

-- name: use_way
-- A way is gone once; of two at once one wins.
UPDATE first_login
   SET used_at = %(now)s, wrapped_secret = NULL
 WHERE code_sha256 = %(code_sha256)s AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > %(now)s;

-- name: find_living_way
-- Until when the way lasts that an employee was given.
SELECT expires_at
  FROM first_login
 WHERE person_id = %(person_id)s AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > %(now)s;
