"""The statements of the intake, the same for every contestant."""

PORTAL = "SELECT portal_id, department FROM directory_portal WHERE key_sha256 = $1 AND state = 'ACTIVE'"
LIMIT = "SELECT limit_id, days FROM case_limit WHERE nature = $1 AND category IS NULL AND in_force"
POST = "SELECT post_id FROM directory_post WHERE department = $1 AND 'nodal_officer' = ANY(roles) LIMIT 1"
CONTACT = "INSERT INTO complainant (contact_id, sealed) VALUES ($1, $2)"
FIND = "SELECT body_sha256, status, answer FROM idempotency WHERE caller = $1 AND route = $2 AND key = $3"
KEEP = "INSERT INTO idempotency (caller, route, key, body_sha256, status, answer) VALUES ($1, $2, $3, $4, $5, $6)"
CASE = """
INSERT INTO case_ (case_id, number, nature, category, mode, born_in, department, area, level, state, language,
                   protected, contact_id, contact_confirmed_by, registered_at, limit_id, due_at, nodal_post,
                   portal_id, external_system, external_number)
VALUES ($2, case_number($1, 1, nextval('case_serial')), $3, $4, 1, $5, $5, $6, 'SECRETARIAT', 'REGISTERED', $7, $8,
        $9, $10, $11, $12, $13, $14, $15, $16, $17)
RETURNING number
"""
PETITION = "INSERT INTO petition (case_id, sealed, words) VALUES ($1, $2, words_of($3))"
EVENT = """
INSERT INTO case_event (event_id, case_id, at, what, by_kind, department, due_at, shown)
VALUES ($1, $2, $3, 'REGISTERED', 'PORTAL', $4, $5, true)
"""
AUDIT = """
INSERT INTO audit (audit_id, at, actor_kind, zone, act, subject, facts, correlation_id)
VALUES ($1, $2, 'PORTAL', 'INTERNET', 'case.registered', $3, $4, $5)
"""
VERSIONS = "INSERT INTO aggregate_version (subject, version, department) SELECT unnest($1::text[]), 1, $2"
OUTBOX = """
INSERT INTO outbox (event_id, subject, sequence, exchange, routing_key, envelope) VALUES ($1, $2, 1, $3, $4, $5)
"""
