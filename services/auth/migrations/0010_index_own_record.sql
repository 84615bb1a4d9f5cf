-- The record is searched by time, and everybody finds what was done on his account or in his place.
CREATE INDEX audit_about_person ON audit ((facts ->> 'person_id')) WHERE facts ? 'person_id';
CREATE INDEX audit_for_person ON audit (for_person) WHERE for_person IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);
