-- Citizens sign in by a code to their mobile and see the cases that were proven to belong to it. Mobiles lie here
-- as keyed digests only. A number is a contact, not a person: a case is listed for a time after the last proof.

CREATE TABLE proven_mobile (
    case_id       uuid PRIMARY KEY REFERENCES case_,
    mobile_digest text NOT NULL,
    proven_at     timestamptz NOT NULL,
    given_up_at   timestamptz
);
CREATE INDEX proven_mobile_by_digest ON proven_mobile (mobile_digest, case_id) WHERE given_up_at IS NULL;

-- A code is entered where it was asked for, by the id of its row, so that nobody else can spend its tries.
CREATE TABLE sign_in (
    sign_in_id    uuid PRIMARY KEY,
    mobile_digest text NOT NULL,
    digest        text NOT NULL,
    expires_at    timestamptz NOT NULL,
    tries         smallint NOT NULL DEFAULT 0,
    used_at       timestamptz
);
CREATE INDEX sign_in_expiring ON sign_in (expires_at);
