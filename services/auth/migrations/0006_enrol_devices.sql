-- How an issued device comes to its certificate: what was issued to whom, who asked and who approved, what was
-- certified and what was revoked. A device's key is never here: of a certificate its serial and its key's digest.

-- What wfh issued, by its events; a device that is issued anew has its new holder here.
CREATE TABLE issued_device (
    device_id     uuid PRIMARY KEY,
    person_id     uuid NOT NULL REFERENCES person (person_id),
    kind          text NOT NULL,
    asset_number  text NOT NULL CHECK (asset_number ~ '^[A-Z0-9][A-Z0-9/-]{0,19}$'),
    issued_at     timestamptz NOT NULL,
    returned_at   timestamptz
);
CREATE INDEX issued_device_by_person ON issued_device (person_id);

ALTER TABLE device
    ADD COLUMN device_id   uuid REFERENCES issued_device (device_id),
    ADD COLUMN label       text NOT NULL DEFAULT '',
    ADD COLUMN key_sha256  text,
    ADD COLUMN listed_at   timestamptz;
CREATE INDEX device_by_issued_device ON device (device_id) WHERE revoked_at IS NULL;
CREATE INDEX device_by_key ON device (key_sha256);
CREATE INDEX device_by_expiry ON device (expires_on, serial) WHERE revoked_at IS NULL;
CREATE INDEX device_to_list ON device (serial) WHERE revoked_at IS NOT NULL AND listed_at IS NULL;

-- The link is kept as its digest; it opens when the enrolment is approved, once, until link_ends_at.
CREATE TABLE enrolment (
    enrolment_id  uuid PRIMARY KEY,
    device_id     uuid NOT NULL REFERENCES issued_device (device_id),
    person_id     uuid NOT NULL REFERENCES person (person_id),
    state         text NOT NULL CHECK (state IN ('ASKED', 'APPROVED', 'REFUSED', 'DONE', 'CLOSED')),
    link_sha256   text NOT NULL CONSTRAINT one_enrolment_per_link UNIQUE,
    asked_at      timestamptz NOT NULL,
    asked_from    text NOT NULL,
    decided_at    timestamptz,
    decided_by    uuid REFERENCES person (person_id),
    remark        text,
    link_ends_at  timestamptz,
    serial        text REFERENCES device (serial),
    CONSTRAINT nobody_enrols_himself CHECK (decided_by <> person_id),
    CONSTRAINT decided_enrolment_has_an_officer CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT approved_enrolment_has_an_end CHECK (state <> 'APPROVED' OR link_ends_at IS NOT NULL),
    CONSTRAINT done_enrolment_has_a_certificate CHECK ((state = 'DONE') = (serial IS NOT NULL))
);
CREATE UNIQUE INDEX one_open_enrolment_per_device ON enrolment (device_id) WHERE state IN ('ASKED', 'APPROVED');
CREATE INDEX enrolment_by_person ON enrolment (person_id, asked_at);
CREATE INDEX enrolment_waiting ON enrolment (asked_at, enrolment_id) WHERE state = 'ASKED';

-- The newest signed list of revoked certificates; the gateway asks for it.
CREATE TABLE revocation_list (
    only_one      boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    number        bigint NOT NULL,
    content       text NOT NULL,
    published_at  timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL
);
