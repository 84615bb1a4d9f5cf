-- Contacts for which messages wait: when who gave them was last asked to give them again.
CREATE TABLE contact_wanted (
    contact_id uuid PRIMARY KEY,
    asked_at   timestamptz NOT NULL
);
