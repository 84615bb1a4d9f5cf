"""The same intake on FastAPI, pydantic and asyncpg: the same rows, one transaction, the same seals."""

import hashlib
import json
import os
import time
import unicodedata
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import asyncpg
from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from kernel.sealing import Sealing
from pydantic import BaseModel, ConfigDict, Field

SEALING = Sealing.from_directory(Path(os.environ["BENCH_SEALING"]), "public")
KNOWN_SECONDS = 3.0
known = {}


class CaseToFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    nature: Literal["GRIEVANCE", "DEMAND", "SUGGESTION", "SERVICE"]
    text: str = Field(min_length=10, max_length=4000)
    name: str = Field(min_length=2, max_length=120)
    mobile: str = Field(pattern=r"^(\+91)?[6-9][0-9 ]{9,11}$")
    department: str | None = None
    category: str | None = None
    area: str | None = None
    language: Literal["hi", "en"] = "hi"
    email: str | None = None
    address: str | None = Field(default=None, max_length=300)
    protected: bool = False
    contact_confirmed: bool = False
    external_system: str | None = None
    external_number: str | None = None


class Registered(BaseModel):
    case_id: UUID
    number: str
    department: str
    area: str
    nature: str
    state: str
    registered_at: datetime
    due_on: date | None
    due_at: datetime | None


async def prepare(connection):
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


@asynccontextmanager
async def lifespan(app):
    app.pool = await asyncpg.create_pool(os.environ["BENCH_DSN"], min_size=6, max_size=6, init=prepare)
    yield
    await app.pool.close()


app = FastAPI(lifespan=lifespan)


async def remembered(key, ask):
    found = known.get(key)
    if found is None or found[0] < time.monotonic():
        found = known[key] = (time.monotonic() + KNOWN_SECONDS, await ask())
    return found[1]


async def portal_of(key):
    digest = hashlib.sha256(key.encode()).hexdigest()
    statement = (
        "SELECT portal_id, department FROM directory_portal WHERE key_sha256 = $1 AND state = 'ACTIVE'"
    )
    portal = await remembered(("portal", digest), lambda: app.pool.fetchrow(statement, digest))
    if portal is None:
        raise HTTPException(401)
    return portal


async def promise_of(department, nature):
    limit = "SELECT limit_id, days FROM case_limit WHERE nature = $1 AND category IS NULL AND in_force"
    post = "SELECT post_id FROM directory_post WHERE department = $1 AND 'nodal_officer' = ANY(roles) LIMIT 1"

    async def ask():
        return await app.pool.fetchrow(limit, nature), await app.pool.fetchval(post, department)

    return await remembered((department, nature), ask)


@app.post("/v1/cases", status_code=201, response_model=Registered)
async def file_case(
    body: CaseToFile, request: Request, x_portal_key: str = Header(), idempotency_key: str = Header()
):
    portal = await portal_of(x_portal_key)
    limit, post = await promise_of(portal["department"], body.nature)
    digest = hashlib.sha256(await request.body()).hexdigest()
    scope = (str(portal["portal_id"]), "POST /v1/cases", idempotency_key)
    try:
        async with app.pool.acquire() as connection, connection.transaction():
            answer = await register(connection, body, portal, limit, post)
            text = answer.model_dump_json()
            await connection.execute(KEEP, *scope, digest, 201, text)
    except asyncpg.UniqueViolationError:
        row = await app.pool.fetchrow(FIND, *scope)
        if row is None or row["body_sha256"] != digest:
            raise HTTPException(409) from None
        return JSONResponse(json.loads(row["answer"]), row["status"])
    return Response(text, 201, media_type="application/json")


async def register(connection, body, portal, limit, post):
    now = datetime.now(timezone.utc)
    case_id, contact_id, department = uuid4(), uuid4(), portal["department"]
    due_at = now + timedelta(days=limit["days"])
    area = body.area or "CG"
    contact = {"mobile": body.mobile, "email": body.email, "language": body.language}
    sealed = SEALING.wrap(json.dumps({"name": body.name, "address": body.address, **contact}).encode())
    confirmed = "PORTAL" if body.contact_confirmed else "NOBODY"
    words = unicodedata.normalize("NFC", f"{body.text}\n{body.name}").lower()
    await connection.execute(
        "INSERT INTO complainant (contact_id, sealed) VALUES ($1, $2)", contact_id, sealed
    )
    number = await connection.fetchval(
        CASE, now.year, case_id, body.nature, body.category, department, area, body.language, body.protected,
        contact_id, confirmed, now, limit["limit_id"], due_at, post, portal["portal_id"], body.external_system,
        body.external_number,
    )  # fmt: skip
    await connection.execute(PETITION, case_id, SEALING.wrap(body.text.encode()), words)
    await connection.execute(EVENT, uuid4(), case_id, now, department, due_at)
    correlation = uuid4()
    facts = {"number": number}
    await connection.execute(AUDIT, uuid4(), now, str(case_id), facts, correlation)
    given = {"contact_id": str(contact_id), "sealed": SEALING.seal(contact, to="notify")}
    told = {
        "case_id": str(case_id),
        "number": number,
        "contact_id": str(contact_id),
        "language": body.language,
        "nature": body.nature,
        "department": department,
        "area": area,
        "due_on": due_at.date().isoformat(),
        "nodal_post": str(post) if post else None,
    }
    await connection.execute(VERSIONS, [str(contact_id), str(case_id)], department)
    events = (
        ("sealed", "contact-given", str(contact_id), given),
        ("events", "case-registered", str(case_id), told),
    )
    await connection.executemany(
        OUTBOX, [outbox_row(*event, now, correlation, department) for event in events]
    )
    return Registered(
        case_id=case_id,
        number=number,
        department=department,
        area=area,
        nature=body.nature,
        state="REGISTERED",
        registered_at=now,
        due_on=due_at.date(),
        due_at=due_at,
    )


def outbox_row(exchange, name, subject, data, now, correlation, department):
    event_id = uuid4()
    envelope = {
        "sequence": f"{1:020}",
        "department": department,
        "specversion": "1.0",
        "id": str(event_id),
        "source": "/karyasetu/public",
        "type": f"in.karyasetu.public.{name}.v1",
        "subject": subject,
        "time": now.isoformat(),
        "datacontenttype": "application/json",
        "correlationid": str(correlation),
        "data": data,
    }
    key = f"public.{name}.v1.{department.lower()}"
    return event_id, subject, exchange, key, json.dumps(envelope)


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
