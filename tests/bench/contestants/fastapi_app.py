"""The same intake on FastAPI, pydantic and asyncpg: the same rows, one transaction, the same seals."""

import hashlib
import importlib
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
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from kernel.sealing import Sealing
from pydantic import BaseModel, ConfigDict, Field

import statements

SEALING = Sealing.from_directory(Path(os.environ["BENCH_SEALING"]), "public")
# Without an outbox the event is handed to the broker after the commit: by Celery or Dramatiq.
TELL = importlib.import_module(os.environ["BENCH_TELL"]).tell if os.environ.get("BENCH_TELL") else None
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
    portal = await remembered(("portal", digest), lambda: app.pool.fetchrow(statements.PORTAL, digest))
    if portal is None:
        raise HTTPException(401)
    return portal


async def promise_of(department, nature):
    async def ask():
        return await app.pool.fetchrow(statements.LIMIT, nature), await app.pool.fetchval(
            statements.POST, department
        )

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
            answer, told = await register(connection, body, portal, limit, post)
            text = answer.model_dump_json()
            await connection.execute(statements.KEEP, *scope, digest, 201, text)
    except asyncpg.UniqueViolationError:
        row = await app.pool.fetchrow(statements.FIND, *scope)
        if row is None or row["body_sha256"] != digest:
            raise HTTPException(409) from None
        return JSONResponse(json.loads(row["answer"]), row["status"])
    if TELL:
        await run_in_threadpool(TELL, told)
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
    await connection.execute(statements.CONTACT, contact_id, sealed)
    number = await connection.fetchval(
        statements.CASE, now.year, case_id, body.nature, body.category, department, area, body.language, body.protected,
        contact_id, confirmed, now, limit["limit_id"], due_at, post, portal["portal_id"], body.external_system,
        body.external_number,
    )  # fmt: skip
    await connection.execute(statements.PETITION, case_id, SEALING.wrap(body.text.encode()), words)
    await connection.execute(statements.EVENT, uuid4(), case_id, now, department, due_at)
    correlation = uuid4()
    facts = {"number": number}
    await connection.execute(statements.AUDIT, uuid4(), now, str(case_id), facts, correlation)
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
    if not TELL:
        await connection.execute(statements.VERSIONS, [str(contact_id), str(case_id)], department)
        events = (
            ("sealed", "contact-given", str(contact_id), given),
            ("events", "case-registered", str(case_id), told),
        )
        await connection.executemany(
            statements.OUTBOX, [outbox_row(*event, now, correlation, department) for event in events]
        )
    answer = Registered(
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
    return answer, {**told, "event_id": str(uuid4()), "sealed": given["sealed"]}


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
