-- name: find_client
-- A living portal as a client.
SELECT c.portal_id, p.department, p.origins, c.method, c.secret_sha256, c.keys, c.redirect_uris, c.post_logout_uris,
       c.backchannel_uri, c.apis, c.algorithm
  FROM openid_client c
  JOIN portal p ON p.portal_id = c.portal_id
 WHERE c.portal_id = %(portal_id)s AND p.state = 'ACTIVE';

-- name: save_client
-- What a portal is as a client; a secret or keys that are not named stay as they are while the method does.
INSERT INTO openid_client AS here (portal_id, method, secret_sha256, keys, redirect_uris, post_logout_uris,
       backchannel_uri, apis, algorithm, changed_at)
VALUES (%(portal_id)s, %(method)s, %(secret_sha256)s, %(keys)s, %(redirect_uris)s::text[], %(post_logout_uris)s::text[],
       %(backchannel_uri)s, %(apis)s::text[], %(algorithm)s, %(now)s)
    ON CONFLICT (portal_id) DO UPDATE
   SET method = EXCLUDED.method, secret_sha256 = EXCLUDED.secret_sha256, keys = EXCLUDED.keys,
       redirect_uris = EXCLUDED.redirect_uris, post_logout_uris = EXCLUDED.post_logout_uris,
       backchannel_uri = EXCLUDED.backchannel_uri, apis = EXCLUDED.apis, algorithm = EXCLUDED.algorithm,
       changed_at = EXCLUDED.changed_at;

-- name: save_secret
-- Another secret; the one before opens nothing any more.
UPDATE openid_client
   SET secret_sha256 = %(secret_sha256)s, changed_at = %(now)s
 WHERE portal_id = %(portal_id)s AND method = 'SECRET';

-- name: get_portal
-- One portal, closed ones too, with its department's names.
SELECT p.portal_id, p.department, d.name_en AS department_en, d.name_hi AS department_hi, p.name_en, p.name_hi,
       p.origins, p.state
  FROM portal p
  JOIN department d ON d.code = p.department
 WHERE p.portal_id = %(portal_id)s;

-- name: get_portal_for_update
-- One portal; who changes it waits for who is changing it.
SELECT portal_id, department, name_en, name_hi, origins, state
  FROM portal
 WHERE portal_id = %(portal_id)s
   FOR UPDATE;

-- name: find_portals
-- Portals of some departments, or of all, whose names, department or origins contain a text, page by page.
SELECT p.portal_id, p.department, d.name_en AS department_en, d.name_hi AS department_hi, p.name_en, p.name_hi,
       p.origins, p.state, c.method, c.changed_at
  FROM portal p
  JOIN department d ON d.code = p.department
  LEFT JOIN openid_client c ON c.portal_id = p.portal_id
 WHERE (%(departments)s::text[] IS NULL OR p.department = ANY (%(departments)s))
   AND (p.department, p.portal_id) > (%(after_department)s, %(after)s)
   AND (%(text)s = '' OR strpos(lower(normalize(concat_ws(' ', p.name_en, p.name_hi, d.name_en, d.name_hi, p.department,
       array_to_string(p.origins, ' ')))), lower(%(text)s)) > 0)
 ORDER BY p.department, p.portal_id
 LIMIT %(limit)s;

-- name: find_origin
-- Whether some living portal has pages at an origin.
SELECT EXISTS (SELECT FROM portal WHERE state = 'ACTIVE' AND %(origin)s = ANY (origins));

-- name: add_request
-- A request to sign in that waits for the officer.
INSERT INTO openid_request (request_id, asked, asked_at) VALUES (%(request_id)s, %(asked)s, %(now)s);

-- name: find_request
-- A request that waits, unless it waited too long.
SELECT asked, asked_at FROM openid_request WHERE request_id = %(request_id)s AND asked_at >= %(since)s;

-- name: forget_request
-- A request was answered, and is answered once.
DELETE FROM openid_request WHERE request_id = %(request_id)s;

-- name: forget_requests
-- Requests that nobody came back to.
DELETE FROM openid_request WHERE asked_at < %(before)s;

-- name: forget_proofs
-- Proofs whose time is over are refused for that.
DELETE FROM openid_proof WHERE expires_at < %(now)s;

-- name: forget_grants
-- Sign-ins on portals that began long ago, with their tokens; some at a time.
DELETE FROM openid_grant
 WHERE grant_id = ANY (ARRAY(
    SELECT grant_id FROM openid_grant
     WHERE begun_at < %(before)s
     ORDER BY begun_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED));

-- name: forget_successors
-- No racing program asks for these any more; some at a time.
UPDATE openid_token
   SET wrapped_successor = NULL
 WHERE token_sha256 = ANY (ARRAY(
    SELECT token_sha256 FROM openid_token
     WHERE wrapped_successor IS NOT NULL AND used_at < %(before)s
     ORDER BY used_at
     LIMIT %(limit)s
       FOR UPDATE SKIP LOCKED));

-- name: add_proof
-- A signed proof is used; used before, nothing is added.
INSERT INTO openid_proof (portal_id, jti_sha256, expires_at)
VALUES (%(portal_id)s, %(jti_sha256)s, %(expires_at)s)
    ON CONFLICT DO NOTHING;

-- name: add_grant
-- An officer signs in on a portal.
INSERT INTO openid_grant (grant_id, portal_id, session_id, code_sha256, redirect_uri, scope, nonce, code_challenge,
       auth_time, methods, begun_at)
VALUES (%(grant_id)s, %(portal_id)s, %(session_id)s, %(code_sha256)s, %(redirect_uri)s, %(scope)s, %(nonce)s,
       %(code_challenge)s, %(auth_time)s, %(methods)s, %(now)s);

-- name: get_grant_of_code
-- The sign-in to which a code belongs; the lock lets racing programs follow one another.
SELECT g.grant_id, g.portal_id, g.session_id, s.person_id, s.zone, g.redirect_uri, g.scope, g.nonce, g.code_challenge,
       g.auth_time, g.methods, g.begun_at, g.redeemed_at, s.ends_at AS session_ends_at,
       (g.ended_at IS NULL AND s.ended_at IS NULL AND s.ends_at > %(now)s AND p.state = 'ACTIVE') AS is_living
  FROM openid_grant g
  JOIN session s ON s.session_id = g.session_id
  JOIN person p ON p.person_id = s.person_id
 WHERE g.code_sha256 = %(code_sha256)s
   FOR UPDATE OF g;

-- name: get_grant_of_token
-- The sign-in to which a token that is not over belongs, with the token; locked as above.
SELECT g.grant_id, g.portal_id, g.session_id, s.person_id, s.zone, g.redirect_uri, g.scope, g.nonce, g.code_challenge,
       g.auth_time, g.methods, g.begun_at, g.redeemed_at, s.ends_at AS session_ends_at,
       (g.ended_at IS NULL AND s.ended_at IS NULL AND s.ends_at > %(now)s AND p.state = 'ACTIVE') AS is_living,
       t.token_sha256, t.used_at, t.wrapped_successor
  FROM openid_token t
  JOIN openid_grant g ON g.grant_id = t.grant_id
  JOIN session s ON s.session_id = g.session_id
  JOIN person p ON p.person_id = s.person_id
 WHERE t.token_sha256 = %(token_sha256)s AND t.kind = %(kind)s AND t.expires_at > %(now)s
   FOR UPDATE OF g, t;

-- name: find_grant_of_access
-- What an access token opens: the sign-in of an officer who may still work, on a portal that is open.
SELECT g.grant_id, s.person_id, s.zone, g.scope, g.portal_id
  FROM openid_token t
  JOIN openid_grant g ON g.grant_id = t.grant_id AND g.ended_at IS NULL
  JOIN session s ON s.session_id = g.session_id AND s.ended_at IS NULL AND s.ends_at > %(now)s
  JOIN person p ON p.person_id = s.person_id AND p.state = 'ACTIVE'
  JOIN portal o ON o.portal_id = g.portal_id AND o.state = 'ACTIVE'
 WHERE t.token_sha256 = %(token_sha256)s AND t.kind = 'ACCESS' AND t.expires_at > %(now)s;

-- name: redeem_grant
-- A code was turned into tokens.
UPDATE openid_grant SET redeemed_at = %(now)s WHERE grant_id = %(grant_id)s;

-- name: add_token
-- A token of an officer's sign-in on a portal.
INSERT INTO openid_token (token_sha256, grant_id, kind, issued_at, expires_at)
VALUES (%(token_sha256)s, %(grant_id)s, %(kind)s, %(now)s, %(expires_at)s);

-- name: use_token
-- A refresh token was turned into its successor.
UPDATE openid_token
   SET used_at = %(now)s, wrapped_successor = %(wrapped_successor)s
 WHERE token_sha256 = %(token_sha256)s;

-- name: end_token
-- An access token is given back.
UPDATE openid_token SET expires_at = %(now)s WHERE token_sha256 = %(token_sha256)s AND expires_at > %(now)s;

-- name: end_grant
-- A sign-in on a portal ends there, by the portal's own wish or because a token was stolen; the portal knows.
UPDATE openid_grant SET ended_at = %(now)s WHERE grant_id = %(grant_id)s AND ended_at IS NULL;

-- name: end_grants_of_session
-- A session ended: so do its sign-ins on portals, and the portals that took them up are told.
UPDATE openid_grant g
   SET ended_at = %(now)s,
       next_try_at = CASE WHEN g.redeemed_at IS NOT NULL AND c.backchannel_uri IS NOT NULL
                          THEN %(now)s::timestamptz END
  FROM openid_client c
 WHERE g.session_id = %(session_id)s AND g.ended_at IS NULL AND c.portal_id = g.portal_id;

-- name: find_over
-- Sessions with sign-ins on portals that are over by age or idleness and that nobody has ended yet.
SELECT s.session_id, s.person_id
  FROM session s
 WHERE s.ended_at IS NULL AND (s.ends_at <= %(now)s OR s.seen_at < %(idle_since)s)
   AND EXISTS (SELECT FROM openid_grant g WHERE g.session_id = s.session_id AND g.ended_at IS NULL)
 ORDER BY s.session_id
 LIMIT %(limit)s
   FOR UPDATE OF s SKIP LOCKED;

-- name: end_grants_of_portal
-- A portal was closed: nothing that it holds opens anything.
UPDATE openid_grant
   SET ended_at = %(now)s
 WHERE portal_id = %(portal_id)s AND ended_at IS NULL;

-- name: claim_logouts
-- Ended sign-ins whose portals are due to be told; claimed for a minute, so that several senders share the work.
UPDATE openid_grant g
   SET tries = g.tries + 1, next_try_at = %(now)s::timestamptz + interval '1 minute'
  FROM (SELECT grant_id
          FROM openid_grant
         WHERE next_try_at <= %(now)s
         ORDER BY next_try_at
         LIMIT %(limit)s
           FOR UPDATE SKIP LOCKED) due,
       openid_client c, session s
 WHERE g.grant_id = due.grant_id AND c.portal_id = g.portal_id AND s.session_id = g.session_id
RETURNING g.grant_id, g.portal_id, g.session_id, s.person_id, c.algorithm, c.backchannel_uri, g.tries;

-- name: settle_logout
-- A portal was told, or is to be told again, or is not told any more.
UPDATE openid_grant SET told_at = %(told_at)s, next_try_at = %(next_try_at)s WHERE grant_id = %(grant_id)s;

-- name: lock_keys
-- Of two processes that find no key one makes it.
SELECT pg_advisory_xact_lock(5493064);

-- name: add_key
-- A key that will sign.
INSERT INTO openid_key (kid, algorithm, public, wrapped, signs_from, signs_until, published_until)
VALUES (%(kid)s, %(algorithm)s, %(public)s, %(wrapped)s, %(signs_from)s, %(signs_until)s, %(published_until)s);

-- name: find_keys
-- All keys that are still published, the one that signs the longest last.
SELECT kid, algorithm, public, wrapped, signs_from, signs_until
  FROM openid_key
 WHERE published_until > %(now)s
 ORDER BY signs_until, kid;

-- name: forget_keys
-- Keys whose last signature is over.
DELETE FROM openid_key WHERE published_until <= %(now)s;

-- name: find_charges
-- The posts that an officer holds on a day, by their public names, strongest first.
SELECT p.code, p.name_en, p.name_hi, o.department, c.kind
  FROM charge c
  JOIN post p ON p.post_id = c.post_id
  JOIN office o ON o.office_id = p.office_id
 WHERE c.person_id = %(person_id)s
   AND c.valid_from <= %(on)s AND (c.valid_to IS NULL OR c.valid_to >= %(on)s)
   AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
 ORDER BY array_position(ARRAY['SUBSTANTIVE', 'ADDITIONAL_CHARGE', 'LOOK_AFTER', 'LINK_OFFICER', 'DELEGATED'], c.kind),
       c.valid_from, c.charge_id;
