"""What a contestant's consumer does with a registered case: once, or not at all; with psycopg2 or asyncpg."""

import json
import os
import uuid

DSN = os.environ.get("BENCH_NOTIFY_DSN", "")
AMQP = os.environ.get("BENCH_AMQP", "")
QUEUE = "bench_whole"
INBOX = "INSERT INTO bench_inbox (event_id) VALUES ({0}) ON CONFLICT DO NOTHING RETURNING event_id"
CONTACT = "INSERT INTO bench_contact (contact_id, sealed) VALUES ({0}, {1})"
MESSAGE = "INSERT INTO bench_message (message_id, case_id, purpose, params) VALUES ({0}, {1}, {2}, {3})"


def rows_of(told):
    """The two messages of a case: to the citizen and to the desk."""
    params = json.dumps({name: told[name] for name in ("number", "department", "due_on", "language")})
    return [
        (str(uuid.uuid4()), told["case_id"], purpose, params)
        for purpose in ("case-registered", "case-arrived")
    ]


def take(connection, told):
    """One transaction: the id is remembered, the contact kept, both messages are written."""
    with connection, connection.cursor() as cursor:
        cursor.execute(_psycopg2(INBOX), (told["event_id"],))
        if cursor.fetchone() is None:
            return
        cursor.execute(_psycopg2(CONTACT), (told["contact_id"], told["sealed"]))
        for row in rows_of(told):
            cursor.execute(_psycopg2(MESSAGE), row)


def connect():
    import psycopg2

    return psycopg2.connect(DSN)


def numbered(statement):
    """The statement as asyncpg wants it."""
    return statement.format(*(f"${number}" for number in range(1, 5)))


def _psycopg2(statement):
    return statement.format(*["%s"] * 4)
