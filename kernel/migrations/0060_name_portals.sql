-- A department may have several portals: officers know them by name. Speakers of the release before do not say it.
ALTER TABLE directory_portal ADD COLUMN name_en text, ADD COLUMN name_hi text;
