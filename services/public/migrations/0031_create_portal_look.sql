-- How the block of a department's portal looks, as its keepers chose; without a row it has the house's look.
-- Portals themselves, with their origins and keys, belong to auth and are known here by announcement.
CREATE TABLE portal_look (
    portal_id uuid PRIMARY KEY,
    accent    text NOT NULL CHECK (accent IN ('green', 'blue', 'indigo', 'maroon', 'brown', 'slate')),
    language  text NOT NULL CHECK (language IN ('hi', 'en')),
    chosen_at timestamptz NOT NULL
);
