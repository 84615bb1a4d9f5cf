-- Signing in on departments' portals: what a portal is as a client, who signed in there, by which tokens.
-- Of secrets, codes and tokens only digests are kept; a private key lies wrapped.

CREATE TABLE openid_client (
    portal_id         uuid PRIMARY KEY REFERENCES portal (portal_id),
    method            text NOT NULL CHECK (method IN ('SECRET', 'KEY', 'NONE')),
    secret_sha256     text,
    keys              jsonb,
    redirect_uris     text[] NOT NULL,
    post_logout_uris  text[] NOT NULL,
    backchannel_uri   text,
    apis              text[] NOT NULL CHECK (apis <@ ARRAY['cases', 'directory']),
    algorithm         text NOT NULL CHECK (algorithm IN ('RS256', 'ES256')),
    changed_at        timestamptz NOT NULL,
    CONSTRAINT client_has_what_its_method_needs CHECK (
        (method = 'SECRET') = (secret_sha256 IS NOT NULL) AND (method = 'KEY') = (keys IS NOT NULL)),
    CONSTRAINT public_client_calls_no_api CHECK (method <> 'NONE' OR apis = '{}')
);

-- A request to sign in that waits while the officer signs in here first.
CREATE TABLE openid_request (
    request_id  uuid PRIMARY KEY,
    asked       jsonb NOT NULL,
    asked_at    timestamptz NOT NULL
);
CREATE INDEX openid_request_by_age ON openid_request (asked_at);

-- An officer's sign-in on a portal: begun by a code, living as long as the session, ended for the portal too.
CREATE TABLE openid_grant (
    grant_id        uuid PRIMARY KEY,
    portal_id       uuid NOT NULL REFERENCES openid_client (portal_id),
    session_id      uuid NOT NULL REFERENCES session (session_id),
    code_sha256     text NOT NULL CONSTRAINT one_grant_per_code UNIQUE,
    redirect_uri    text NOT NULL,
    scope           text NOT NULL,
    nonce           text,
    code_challenge  text NOT NULL,
    auth_time       timestamptz NOT NULL,
    begun_at        timestamptz NOT NULL,
    redeemed_at     timestamptz,
    ended_at        timestamptz,
    tries           integer NOT NULL DEFAULT 0,
    next_try_at     timestamptz,
    told_at         timestamptz,
    CONSTRAINT only_what_ended_is_told CHECK (ended_at IS NOT NULL OR (next_try_at IS NULL AND told_at IS NULL))
);
CREATE INDEX openid_grant_living ON openid_grant (session_id) WHERE ended_at IS NULL;
CREATE INDEX openid_grant_to_tell ON openid_grant (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX openid_grant_by_age ON openid_grant (begun_at);

CREATE TABLE openid_token (
    token_sha256       text PRIMARY KEY,
    grant_id           uuid NOT NULL REFERENCES openid_grant (grant_id) ON DELETE CASCADE,
    kind               text NOT NULL CHECK (kind IN ('ACCESS', 'REFRESH')),
    issued_at          timestamptz NOT NULL,
    expires_at         timestamptz NOT NULL,
    used_at            timestamptz,
    wrapped_successor  bytea
);
CREATE INDEX openid_token_by_grant ON openid_token (grant_id);

-- A signed proof of a client's identity opens once.
CREATE TABLE openid_proof (
    portal_id    uuid NOT NULL REFERENCES openid_client (portal_id),
    jti_sha256   text NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (portal_id, jti_sha256)
);

-- A key is published before it signs and stays published until what it signed is over.
CREATE TABLE openid_key (
    kid              text PRIMARY KEY,
    algorithm        text NOT NULL CHECK (algorithm IN ('RS256', 'ES256')),
    public           jsonb NOT NULL,
    wrapped          bytea NOT NULL,
    signs_from       timestamptz NOT NULL,
    signs_until      timestamptz NOT NULL,
    published_until  timestamptz NOT NULL,
    CONSTRAINT openid_key_period CHECK (signs_from < signs_until AND signs_until < published_until)
);

-- Portals are found by a part of their name.
CREATE INDEX portal_by_department ON portal (department, portal_id);
