-- The register of equipment: what the state owns, and in whose hands each piece is or was.

CREATE TABLE equipment (
    device_id     uuid PRIMARY KEY,
    asset_number  text NOT NULL CONSTRAINT one_piece_per_asset_number UNIQUE
                  CHECK (asset_number ~ '^[A-Z0-9][A-Z0-9/-]{0,19}$'),
    kind          text NOT NULL CHECK (kind IN ('LAPTOP', 'DESKTOP', 'TABLET', 'PHONE', 'OTHER')),
    department    text NOT NULL,
    entered_at    timestamptz NOT NULL
);

CREATE TABLE custody (
    custody_id    uuid PRIMARY KEY,
    device_id     uuid NOT NULL REFERENCES equipment (device_id),
    person_id     uuid NOT NULL,
    order_number  text NOT NULL CHECK (order_number <> ''),
    issued_at     timestamptz NOT NULL,
    issued_by     uuid,
    returned_at   timestamptz,
    returned_by   uuid,
    CONSTRAINT custody_runs_forward CHECK (returned_at >= issued_at)
);
CREATE UNIQUE INDEX one_holder_per_piece ON custody (device_id) WHERE returned_at IS NULL;
CREATE INDEX custody_by_person ON custody (person_id) WHERE returned_at IS NULL;
