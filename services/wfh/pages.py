"""wfh has no pages of its own: its screens are fragments of the staff desk, fed by the JSON API."""
