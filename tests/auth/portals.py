"""A department's portal in a test: registered, and speaking with the provider as its program would."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from falcon.testing import Result, TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from kernel import clock
from kernel.database import Database, Queries
from kernel.edge.http import application
from services.auth import actions
from services.auth.actions import openid
from services.auth.api import api, exchange
from services.auth.domain.openid import Method
from services.auth.pages import pages
from services.auth.settings import Settings
from tests.auth.organisation import SYSTEM
from tests.auth.test_pages import FORM, Browser, House

queries = Queries.beside(__file__)
ISSUER = "https://seva.example"
BACK = "https://revenue.example/signed-in?from=karyasetu"
HOME = "https://revenue.example/left"
BACKCHANNEL = "https://revenue.example/logout"
ORIGIN = "https://revenue.example"
VERIFIER = "a-verifier-of-forty-three-signs-or-more-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE = "openid profile charges offline_access"
KEY = RSAKey.generate_key(2048, {"kid": "portal", "use": "sig"}, private=True)


class Provider(House):
    """An api process of auth with its provider, and the officer who can sign in."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        settings = Settings(folder / "signing.json", folder / "keys.json", public_address=ISSUER)
        self.context = replace(self.context, settings=settings)
        self.app = TestClient(application(self.context, [api, exchange, pages]))

    def portal(self, method: Method = Method.SECRET, **terms: Any) -> "Portal":
        """A portal of the revenue department on which officers sign in."""
        with self.context.database.transaction() as tx:
            names = ("Revenue's own site", "राजस्व की वेबसाइट")
            portal_id, _key = actions.register_portal(tx, SYSTEM, "REV", names, [ORIGIN])
            registered = {
                "method": method,
                "redirect_uris": [BACK],
                "post_logout_uris": [HOME],
                "backchannel_uri": BACKCHANNEL,
                "public_keys": {"keys": [KEY.as_dict(private=False)]} if method is Method.KEY else None,
                **terms,
            }
            secret = openid.save_client(tx, SYSTEM, portal_id, openid.Terms(**registered), loopback=True)
        return Portal(self, portal_id, method, secret or "")

    def keys(self) -> KeySet:
        """The published keys of ID tokens."""
        return KeySet.import_key_set(self.app.simulate_get("/openid/jwks").json)

    def acts(self) -> list[tuple[str, str]]:
        """What the record says of the provider: acts and their facts."""
        with self.context.database.transaction(reading=True) as tx:
            rows = tx.fetch_all(queries.find_openid_acts)
        return [(row["act"], row["error"] or "") for row in rows]


@dataclass
class Portal:
    """A registered portal with its secret."""

    house: Provider
    portal_id: UUID
    method: Method
    secret: str
    jti: list[str] = field(default_factory=list)

    @property
    def client_id(self) -> str:
        return str(self.portal_id)

    def asking(self, **over: str | None) -> str:
        """The address to which the portal sends a browser."""
        asked = {
            "client_id": self.client_id,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": SCOPE,
            "state": 'a "state"',
            "nonce": "a nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **over,
        }
        named = {name: value for name, value in asked.items() if value is not None}
        return f"/staff/openid/authorize?{urlencode(named)}"

    def sign_in(self, browser: Browser, **over: str | None) -> str:
        """The code that the browser of somebody who is signed in brings back."""
        return came_back(browser.get(self.asking(**over)))["code"]

    def prove(self) -> dict[str, str]:
        """How the portal says who it is."""
        if self.method is Method.KEY:
            kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            return {"client_assertion_type": kind, "client_assertion": self.proof()}
        secret = {"client_secret": self.secret} if self.secret else {}
        return {"client_id": self.client_id, **secret}

    def proof(self, header: dict[str, Any] | None = None, key: Any = KEY, **over: Any) -> str:
        """A signed proof of who the portal is."""
        now = int(clock.now().timestamp())
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": ISSUER, "exp": now + 60}
        claims |= {"jti": str(clock.new_id()), **over}
        said = {"alg": "RS256", **(header or {})}
        return jwt.encode(said, claims, key, algorithms=["RS256", "HS256", "ES256"])

    def ask(self, way: str, headers: dict[str, str] | None = None, **fields: str | None) -> Result:
        """The answer of the token endpoint."""
        asked = {"grant_type": way, **self.prove(), **fields}
        return self.post("/openid/token", headers, **asked)

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str | None) -> Result:
        body = urlencode({name: value for name, value in fields.items() if value is not None})
        said = {**FORM, "X-Forwarded-For": "127.0.0.9", **(headers or {})}
        return self.house.app.simulate_post(path, headers=said, body=body)

    def redeem(self, code: str, **over: str | None) -> Result:
        fields = {"code": code, "redirect_uri": BACK, "code_verifier": VERIFIER, **over}
        return self.ask("authorization_code", **fields)

    def refresh(self, token: str) -> Result:
        return self.ask("refresh_token", refresh_token=token)

    def userinfo(self, token: str, **headers: str) -> Result:
        said = {"Authorization": f"Bearer {token}", **headers}
        return self.house.app.simulate_get("/openid/userinfo", headers=said)


def came_back(answer: Result) -> dict[str, str]:
    """What a browser brings back to the portal."""
    assert answer.status_code == 303, answer.text
    split = urlsplit(answer.headers["location"])
    assert f"{split.scheme}://{split.netloc}{split.path}" == BACK.split("?", maxsplit=1)[0], split
    return {name: values[0] for name, values in parse_qs(split.query).items()}


def on_the_internet(house: Provider) -> Browser:
    """The officer's browser, signed in from the open internet."""
    return house.signed_in(**{"X-Zone": "INTERNET", "X-Device": ""})
