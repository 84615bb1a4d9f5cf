"""Those who play the main job: officers with their tokens and devices, a portal with its key, a citizen."""

import json
import ssl
from collections.abc import Sequence
from typing import Any

import httpx

from deploy.local.installation import Installation
from deploy.local.main_job.codes import unused_code
from deploy.local.main_job.stage import expect
from deploy.local.programs import NotReadyError

TIMEOUT_SECONDS = 20.0
UNAUTHORISED = 401
UNPROCESSABLE = 422


class Officer:
    """A demo officer in one zone; over the VPN with the device that was issued to the person."""

    def __init__(self, site: Installation, post: str, zone: str = "VPN") -> None:
        self.site, self.login = site, login_of(site, post)
        self.post, self.zone = post, zone
        self.name = f"{self.login['name_en']} ({post})"
        self._http = client(site, zone, self.login if zone == "VPN" else None)
        self._token = ""
        self._acting: dict[str, str] = {}

    def sign_in(self) -> dict[str, Any]:
        """Sign in with password and one-time code; each code works once, so the next one is taken or awaited."""
        answer = self._try_to_sign_in()
        while answer.status_code == UNAUTHORISED:
            answer = self._try_to_sign_in()
        self._token = checked(answer)["access_token"]
        me: dict[str, Any] = self.get("/api/auth/v1/me")
        return me

    def act_as(self, post_id: str) -> None:
        """Name the post for which the next acts are done."""
        self._acting = {"X-Acting-Post": post_id}

    def get(self, path: str, **params: Any) -> Any:
        """What lies at *path*; raises NotReadyError with the refusal's words."""
        return checked(self.ask("GET", path, params=params))

    def post_json(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Do what *path* stands for; raises NotReadyError with the refusal's words."""
        return checked(self.ask("POST", path, json=body if body is not None else {}))

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The plain answer, refusals included; what wants the second factor once more gets it."""
        answer = self._ask(method, path, **options)
        if "insufficient_user_authentication" not in answer.headers.get("WWW-Authenticate", ""):
            return answer
        self.confirm()
        return self._ask(method, path, **options)

    def confirm(self) -> None:
        """Show the second factor once more; the token that comes back says so."""
        answer = self._confirmed()
        while answer.status_code == UNPROCESSABLE:
            answer = self._confirmed()
        self._token = checked(answer)["access_token"]

    def _confirmed(self) -> httpx.Response:
        with unused_code(self.site, self.login) as code:
            return self._ask("POST", "/api/auth/v1/step-up", json={"code": code})

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Language": "en", **self._acting}
        return self._http.request(method, path, headers=headers, **options)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _try_to_sign_in(self) -> httpx.Response:
        with unused_code(self.site, self.login) as code:
            body = {"staff_uid": self.login["staff_uid"], "password": self.login["password"], "code": code}
            return self._http.post("/api/auth/v1/login", json=body)


class Portal:
    """A department's own website, server to server."""

    def __init__(self, site: Installation, department: str) -> None:
        portals = {each["department"]: each for each in logins(site)["portals"]}
        self._key = portals[department]["key"]
        self._http = client(site, "INTERNET")

    def file(self, body: dict[str, Any], key: str, papers: Sequence[Any] = ()) -> httpx.Response:
        """Hand in a case under an idempotency key; with papers, such as httpx takes for files, as multipart."""
        headers = {"X-Portal-Key": self._key, "Idempotency-Key": key, "Accept-Language": "hi"}
        said: dict[str, Any] = {"data": body, "files": papers} if papers else {"json": body}
        return self._http.post("/api/public/v1/cases", headers=headers, **said)

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()


def client(site: Installation, zone: str, device: dict[str, Any] | None = None) -> httpx.Client:
    """A client of the gateway in one zone, which trusts the installation's own authority only.

    It opens a connection for each request: one that rests ends whenever the gateway takes new settings.
    """
    context = ssl.create_default_context(cafile=str(site.certificate_authority))
    if device is not None:
        context.load_cert_chain(device["device_certificate"], device["device_key"])
    return httpx.Client(
        base_url=site.url(zone),
        headers={"Connection": "close"},
        verify=context,
        timeout=TIMEOUT_SECONDS,
        trust_env=False,
    )


def logins(site: Installation) -> dict[str, Any]:
    """The demo staff and portals with their secrets."""
    found: dict[str, Any] = json.loads(site.demo_logins.read_text("utf-8"))
    return found


def login_of(site: Installation, post: str) -> dict[str, Any]:
    """The demo login that holds *post*."""
    for login in logins(site)["staff"]:
        if login["post"] == post:
            return dict(login)
    raise NotReadyError(f"No demo login holds {post}; make reset CONFIRM=yes makes the demonstration anew.")


def checked(answer: httpx.Response) -> Any:
    """The answer's JSON; raises NotReadyError with the refusal's words."""
    expect(
        answer.is_success,
        f"{answer.request.url.path} to succeed; it answered {answer.status_code}: {answer.text[:300]}",
    )
    return answer.json() if answer.content else None


def refusal(answer: httpx.Response, status: int) -> str:
    """The sentence with which something was refused; raises NotReadyError when it was not."""
    expect(
        answer.status_code == status,
        f"a refusal with {status}, not {answer.status_code}: {answer.text[:300]}",
    )
    return str(answer.json()["detail"])
