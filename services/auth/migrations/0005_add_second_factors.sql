-- More ways to show a second factor: passkeys and backup codes; and the places from which somebody is known.

CREATE TABLE passkey (
    passkey_id     uuid PRIMARY KEY,
    person_id      uuid NOT NULL REFERENCES person (person_id),
    credential_id  bytea NOT NULL CONSTRAINT one_passkey_per_credential UNIQUE,
    public_key     bytea NOT NULL,
    sign_count     bigint NOT NULL,
    name           text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    transports     text[] NOT NULL,
    added_at       timestamptz NOT NULL,
    used_at        timestamptz
);
CREATE INDEX passkey_by_person ON passkey (person_id);

-- A challenge is signed by us and lies nowhere; only that it was used is kept, for as long as it could be used again.
CREATE TABLE spent_challenge (
    challenge_sha256  text PRIMARY KEY,
    spent_at          timestamptz NOT NULL
);

-- The digests are wrapped with a key outside the database: twelve digits alone could be guessed from a stolen copy.
CREATE TABLE backup_code (
    person_id       uuid NOT NULL REFERENCES person (person_id),
    number          smallint NOT NULL CHECK (number BETWEEN 1 AND 10),
    wrapped_digest  bytea NOT NULL,
    made_at         timestamptz NOT NULL,
    used_at         timestamptz,
    PRIMARY KEY (person_id, number)
);

-- Where an account was signed in before: a device, a browser, an address, each as a digest. Who tries from a known
-- place has an allowance of its own, so that strangers cannot lock anybody out.
CREATE TABLE known_place (
    account  text NOT NULL,
    place    text NOT NULL,
    seen_at  timestamptz NOT NULL,
    PRIMARY KEY (account, place)
);
CREATE INDEX known_place_by_age ON known_place (seen_at);
