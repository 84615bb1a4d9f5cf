-- Notify may ask again for a contact whose filing still waits for its code.
CREATE INDEX filing_by_contact ON filing (contact_id) WHERE sealed IS NOT NULL;
