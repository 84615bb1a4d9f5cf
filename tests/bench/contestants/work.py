"""The work that all consumers do: one insert and one commit per event."""

import os

AMQP = os.environ["BENCH_AMQP"]
DSN = os.environ["BENCH_DSN"]
TABLE = os.environ["BENCH_TABLE"]
QUEUE = os.environ["BENCH_QUEUE"]
FIELDS = (
    "event_id",
    "case_id",
    "number",
    "contact_id",
    "language",
    "nature",
    "department",
    "area",
    "due_on",
    "nodal_post",
)
INSERT = f"INSERT INTO {TABLE} ({', '.join(FIELDS)}) VALUES ({', '.join(f'%({field})s' for field in FIELDS)})"
INSERT_NUMBERED = (
    f"INSERT INTO {TABLE} ({', '.join(FIELDS)}) VALUES ({', '.join(f'${n + 1}' for n in range(len(FIELDS)))})"
)


def connect():
    import psycopg2

    return psycopg2.connect(DSN)


def insert(connection, event):
    with connection, connection.cursor() as cursor:
        cursor.execute(INSERT, event)
