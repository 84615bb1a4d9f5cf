"""A service's HTTP edge in a test: its real routes, on a real database, without sockets."""

import json
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from falcon.testing import Result, TestClient
from joserfc import jwt
from joserfc.jwk import OKPKey

from kernel import clock
from kernel.blobs import Blobs
from kernel.database import Database
from kernel.edge.context import Context
from kernel.edge.http import Router, application
from kernel.identity import Actor
from kernel.sealing import Sealing
from kernel.tokens import ALGORITHM, TYPE, Claims, Verifier
from tests.keys import sealing_keys

# Whose request is being answered.
_asking: ContextVar[Context] = ContextVar("asking")


class _Asking:
    """Stands for the context of whoever asks, so that all tests share the routes of a service."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_asking.get(), name)


@cache
def _served(*routers: Router) -> TestClient:
    return TestClient(application(cast("Context", _Asking()), routers))


@dataclass
class Client:
    """Speaks to a service as the gateway would, for any caller."""

    context: Context
    falcon: TestClient
    key: OKPKey

    def get(self, path: str, **options: Any) -> Result:
        """GET as `actor=...`, or as a visitor."""
        return self._ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> Result:
        """POST `json=...` as `actor=...`, or as a visitor."""
        return self._ask("POST", path, **options)

    def put(self, path: str, **options: Any) -> Result:
        """PUT `json=...` as `actor=...`."""
        return self._ask("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> Result:
        """DELETE as `actor=...`."""
        return self._ask("DELETE", path, **options)

    def token(self, actor: Actor) -> str:
        """An access token as auth would have issued it to *actor* now."""
        assert actor.person_id
        assert actor.staff_uid
        assert actor.session_id
        now = clock.now()
        charges = actor.charges or ((actor.charge,) if actor.charge else ())
        claims = Claims(
            person_id=actor.person_id,
            staff_uid=actor.staff_uid,
            session_id=actor.session_id,
            device_id=actor.device_id,
            issued_at=now,
            second_factor_at=actor.second_factor_at or now,
            charges=charges,
        )
        header = {"alg": ALGORITHM, "kid": self.key.kid, "typ": TYPE}
        return jwt.encode(header, claims.payload(), self.key, algorithms=[ALGORITHM])

    def _ask(
        self,
        method: str,
        path: str,
        *,
        actor: Actor | None = None,
        zone: str = "INTERNET",
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> Result:
        said = {"X-Zone": zone, "X-Forwarded-For": "127.0.0.9", "Accept-Language": "en"}
        if actor:
            said |= {"Authorization": f"Bearer {self.token(actor)}", "X-Zone": str(actor.zone)}
            said |= {"X-Device": actor.device_id or "", "Accept-Language": actor.language}
            said |= {"X-Acting-Post": str(actor.post_id)} if actor.post_id else {}
        _asking.set(self.context)
        return self.falcon.simulate_request(method, path, headers={**said, **(headers or {})}, **options)


def a_context(service: str, database: Database, folder: Path, settings: Any = None) -> tuple[Context, OKPKey]:
    """The context of a service's process in *folder*, and the key that signs its callers' tokens."""
    key = OKPKey.generate_key("Ed25519", {"kid": "test", "use": "sig", "alg": ALGORITHM}, private=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}), "utf-8")
    context = Context(
        service=service,
        database=database,
        settings=settings or SimpleNamespace(),
        verifier=Verifier(folder / "jwks.json"),
        blobs=Blobs(folder / "blobs", service),
        sealing=Sealing.from_directory(sealing_keys(folder / "sealing") / service, service),
        form_key=b"a form key for tests, thirty-two",
    )
    return context, key


def a_client(
    service: str, database: Database, folder: Path, routers: list[Router], settings: Any = None
) -> Client:
    """A client of the service's routes in *routers*."""
    context, key = a_context(service, database, folder, settings)
    _asking.set(context)
    return Client(context, _served(*routers), key)
