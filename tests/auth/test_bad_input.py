"""Wrong secrets and strange tokens: refused with one clear sentence, nothing changed, counted."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from kernel.clock import frozen
from kernel.database import Database, Queries
from kernel.metrics import REFUSALS
from kernel.tokens import ALGORITHM, TYPE
from tests.auth.organisation import NOW
from tests.auth.test_api import House

queries = Queries.beside(__file__)
LATER = NOW + timedelta(minutes=1)


class Stage:
    """The house with one officer signed in, and what may be bent."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.house = House(database, folder)
        self.signed = self.house.login().json
        self.key = OKPKey.import_key(json.loads((folder / "signing.json").read_text())["keys"][-1])
        self.public = (folder / "keys.json").read_bytes()
        head, body, _ = self.signed["access_token"].split(".")
        self.head, self.payload = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, body))

    def token(self, key: Any = None, payload: dict[str, Any] | None = None, **header: Any) -> str:
        """A token like the officer's, but for what is given."""
        head = {**self.head, **header}
        return jwt.encode(
            head, {**self.payload, **(payload or {})}, key or self.key, algorithms=[head["alg"], ALGORITHM]
        )

    def me(self, token: str) -> Result:
        return self.house.ask("GET", "/v1/me", token=token)

    def kept(self) -> tuple[object, ...]:
        """What must not change."""
        with self.house.office.desk.database.transaction() as tx:
            return (
                tx.fetch_all(queries.find_session_ends),
                tx.fetch_all(queries.find_outbox),
                tx.fetch_all(queries.find_secrets),
                tx.fetch_all(queries.find_last_steps),
            )


@pytest.fixture
def stage(database: Callable[..., Database], tmp_path: Path) -> Stage:
    with frozen(NOW):
        return Stage(database("auth"), tmp_path)


def counted(code: str) -> float:
    return float(REFUSALS.labels("auth", code)._value.get())


def stranger() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "strange", "alg": ALGORITHM}, private=True)


def without_signature(stage: Stage) -> str:
    head = json.dumps({**stage.head, "alg": "none"}).encode()
    body = stage.signed["access_token"].split(".")[1]
    return f"{base64.urlsafe_b64encode(head).rstrip(b'=').decode()}.{body}."


def shifted(stage: Stage, seconds: int) -> dict[str, Any]:
    return {name: stage.payload[name] + seconds for name in ("iat", "exp")}


TOKENS: dict[str, Callable[[Stage], str]] = {
    "no algorithm": without_signature,
    "the public key as a shared secret": lambda s: s.token(OctKey.import_key(s.public), alg="HS256"),
    "a foreign kid": lambda s: s.token(stranger(), kid="strange"),
    "a foreign key under our kid": lambda s: s.token(stranger()),
    "a key that it brings along": lambda s: s.token(
        stranger(), kid="strange", jwk=stranger().as_dict(private=False)
    ),
    "a place where its key lies": lambda s: s.token(
        stranger(), kid="strange", jku="https://evil.example/keys.json"
    ),
    "another type": lambda s: s.token(typ="JWT"),
    "for somebody else": lambda s: s.token(payload={"aud": "somewhere"}),
    "of somebody else": lambda s: s.token(payload={"iss": "somebody"}),
    "ended": lambda s: s.token(payload=shifted(s, -600)),
    "of tomorrow": lambda s: s.token(payload=shifted(s, 86_400)),
    "for longer than five minutes": lambda s: s.token(payload={"exp": s.payload["exp"] + 3600}),
    "another person by hand": lambda s: ".".join(
        [
            s.signed["access_token"].split(".")[0],
            base64.urlsafe_b64encode(json.dumps({**s.payload, "uid": "CG100002"}).encode()).decode(),
            s.signed["access_token"].split(".")[2],
        ]
    ),
    "no token": lambda _s: "x.y.z",
}


@pytest.mark.parametrize("kind", TOKENS)
def test_a_strange_token_is_refused_with_one_sentence_and_counted(stage: Stage, kind: str) -> None:
    with frozen(LATER):
        right, kept, before = stage.me(stage.token()), stage.kept(), counted("token-not-valid")
        wrong = stage.me(TOKENS[kind](stage))

    assert (right.status_code, wrong.status_code) == (200, 401)
    assert wrong.json["type"] == "urn:karyasetu:token-not-valid"
    assert wrong.json["detail"] == "Your sign-in has ended or is not valid. Please sign in again."
    assert stage.kept() == kept
    assert counted("token-not-valid") == before + 1
    assert stage.head["typ"] == TYPE


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "not the password"},
        {"password": "a proper लंबा passwor"},
        {"code": "000000"},
        {"code": "000000000000"},
        {"staff_uid": "CG999999"},
        {"staff_uid": "' OR 1=1 --"},
        {"code": "replayed"},
    ],
)
def test_a_wrong_secret_is_refused_with_one_sentence_and_counted(stage: Stage, wrong: dict[str, str]) -> None:
    if wrong.get("code") == "replayed":
        wrong = {"code": stage.house.office.code(NOW)}
    with frozen(LATER):
        kept, before = stage.kept(), counted("sign-in-refused")
        answer = stage.house.login(**wrong)

    assert answer.status_code == 401
    assert answer.json["type"] == "urn:karyasetu:sign-in-refused"
    assert "is not right" in answer.json["detail"]
    assert stage.kept() == kept
    assert counted("sign-in-refused") == before + 1


def test_one_password_tried_on_everybody_from_one_source_is_slowed(stage: Stage) -> None:
    with frozen(LATER):
        sprayed = [
            stage.house.login(
                staff_uid=f"CG2{number:05}",
                headers={"X-Zone": "INTERNET", "X-Device": "", "X-Forwarded-For": "198.51.100.1"},
            ).status_code
            for number in range(62)
        ]
        elsewhere = stage.house.login()

    assert sprayed == [401] * 60 + [429] * 2
    assert elsewhere.status_code == 200
