"""What signing in, going on and being known cost."""

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64decode

from kernel import clock
from kernel.clock import new_id
from kernel.identity import Zone
from kernel.tokens import Circumstances, Claims, Verifier, actor_from
from services.auth.actions import signer_from
from services.auth.domain import GRACE
from tests.bench import staff
from tests.bench.callers import Line
from tests.bench.programs import cpu_ms, require_running
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_least, at_most
from tests.fakes import a_charge

ROUNDS = 3
PEOPLE_A_ROUND = 120
CLIENTS = 4
RACING_REFRESHES = 10_000
FAMILIES = 50
CHECKS = 2_000


def measure_logins(site: Site, table: Table) -> None:
    """Each employee signs in once, with argon2id, a one-time code, a session, two tokens and the record."""
    staff.settle(site)
    rates: list[float] = []
    api_ms: list[float] = []
    all_ms: list[float] = []
    with staff.answering(site) as (api, gateway, port):
        everybody = (api, gateway, site.stack.postgres.child())
        for _ in range(ROUNDS):
            uids = staff.employ(site, PEOPLE_A_ROUND)
            before, before_all, began = cpu_ms(api), cpu_ms(*everybody), time.monotonic()
            asyncio.run(sign_in(port, uids))
            rates.append(len(uids) / (time.monotonic() - began))
            api_ms.append((cpu_ms(api) - before) / len(uids))
            all_ms.append((cpu_ms(*everybody) - before_all) / len(uids))
        require_running(api)
    table.add("logins", OURS, "logins/s, whole machine", rates)
    table.add("logins", OURS, "logins/s per core of the api", [1000 / each for each in api_ms], at_least(30))
    table.add("logins", OURS, "CPU-ms/login, api", api_ms)
    table.add("logins", OURS, "CPU-ms/login, api + postgres + nginx", all_ms)


def measure_refreshes(site: Site, table: Table, refreshes: int = RACING_REFRESHES) -> None:
    """Two tabs race for every successor; afterwards a thief comes with an old token of each family."""
    staff.settle(site)
    with staff.answering(site) as (api, gateway, port):
        families = [[token] for token in asyncio.run(sign_in(port, staff.employ(site, FAMILIES)))]
        everybody = (api, gateway, site.stack.postgres.child())
        before, before_all, began = cpu_ms(api), cpu_ms(*everybody), time.monotonic()
        asyncio.run(race(port, families, refreshes // 2))
        seconds = time.monotonic() - began
        per_core, spent_all = cpu_ms(api) - before, cpu_ms(*everybody) - before_all
        # The first token of each family was used when the race began.
        time.sleep(max(0.0, GRACE.total_seconds() + 2 - seconds))
        thieves = asyncio.run(statuses(port, [family[0] for family in families]))
        owners = asyncio.run(statuses(port, [family[-1] for family in families]))
        require_running(api)
    require_ended(site, thieves, owners)
    table.add(
        "refreshes", OURS, "racing refreshes without an honest logout", [refreshes], at_least(refreshes)
    )
    table.add("refreshes", OURS, "% of replays that end their family", [100.0], at_least(100))
    table.add("refreshes", OURS, "refreshes/s, whole machine", [refreshes / seconds])
    table.add(
        "refreshes", OURS, "refreshes/s per core of the api", [1000 * refreshes / per_core], at_least(300)
    )
    table.add("refreshes", OURS, "CPU-ms/refresh, api", [per_core / refreshes])
    table.add("refreshes", OURS, "CPU-ms/refresh, api + postgres + nginx", [spent_all / refreshes])


def measure_token_check(site: Site, table: Table) -> None:
    """What every request of an officer begins with in every service, without asking anybody."""
    keys = site.installation.keys
    verifier, signer = Verifier(keys / "tokens.json"), signer_from(keys / "signing.json")
    now = clock.now()
    claims = Claims(new_id(), "CG100001", new_id(), None, now, now, (a_charge(valid_from=date(2020, 1, 1)),))
    token, around = signer.sign(claims), Circumstances(Zone.SECURE_LAN)

    def check() -> None:
        actor_from(verifier.claims_of(token), around)

    seen, new, alone = [], [], []
    for _ in range(ROUNDS):
        seen.append(_microseconds(check))
        new.append(_microseconds(check, before=verifier._checked.clear))
        alone.append(_microseconds(_signature_alone(signer.key, token)))
    table.add("token-check", OURS, "µs of CPU, a token seen before", seen, at_most(150))
    table.add("token-check", OURS, "µs of CPU, a new token, signature too", new, at_most(150))
    table.add("token-check", "OpenSSL's Ed25519", "µs of CPU, the signature alone", alone)
    table.remark(
        "token-check: an officer's token comes with each request for five minutes; Ed25519 is checked once."
    )


def _signature_alone(key: OKPKey, token: str) -> Callable[[], None]:
    signed, _, signature = token.encode().rpartition(b".")
    public, plain = cast("Ed25519PublicKey", key.public_key), urlsafe_b64decode(signature)
    return lambda: public.verify(plain, signed)


def _microseconds(check: Callable[[], None], before: Callable[[], None] = lambda: None) -> float:
    """The median CPU time of a *check*; what is done *before* each is not counted."""
    took = []
    for _ in range(CHECKS):
        before()
        began = time.thread_time_ns()
        check()
        took.append((time.thread_time_ns() - began) / 1000)
    return statistics.median(took)


async def sign_in(port: int, uids: list[str]) -> list[str]:
    """Sign everybody in over a few connections; the refresh tokens. A code is taken once, so each signs in once."""
    waiting, tokens = iter(uids), []

    async def client(source: str) -> None:
        line = Line(port, source)
        for uid in waiting:
            status, body = await line.ask_until_taken(staff.login(uid))
            if status != 200:
                raise RuntimeError(f"a sign-in was answered {status}: {body[:300]!r}")
            tokens.append(json.loads(body)["refresh_token"])
        line.close()

    await asyncio.gather(*(client(f"127.0.0.{10 + number}") for number in range(CLIENTS)))
    return tokens


async def race(port: int, families: list[list[str]], races: int) -> None:
    """In each race two tabs send the newest token of a family at once; both must get the same successor."""
    turns = itertools.islice(itertools.cycle(families), races)
    open_families: Iterator[list[str]] = iter(turns)
    busy: set[int] = set()

    async def pair() -> None:
        tabs = Line(port), Line(port)
        for family in open_families:
            while id(family) in busy:  # noqa: ASYNC110 - the next turn of the loop is soon enough.
                await asyncio.sleep(0)
            busy.add(id(family))
            answers = await asyncio.gather(*(tab.ask_until_taken(staff.refresh(family[-1])) for tab in tabs))
            family.append(successor(answers))
            busy.discard(id(family))
        for tab in tabs:
            tab.close()

    await asyncio.gather(*(pair() for _ in range(CLIENTS)))


def successor(answers: list[tuple[int, bytes]]) -> str:
    """The one token that both tabs got; raises when one was turned away or they differ."""
    wrong = [answer for answer in answers if answer[0] != 200]
    if wrong:
        raise RuntimeError(f"an honest tab was answered {wrong[0]}")
    tokens = {json.loads(body)["refresh_token"] for _, body in answers}
    if len(tokens) != 1:
        raise RuntimeError("racing tabs got different successors")
    return tokens.pop()


async def statuses(port: int, tokens: list[str]) -> list[int]:
    """How each of these tokens is answered."""
    line = Line(port)
    return [(await line.ask_until_taken(staff.refresh(token)))[0] for token in tokens]


def require_ended(site: Site, thieves: list[int], owners: list[int]) -> None:
    """Raise unless every replay was refused and ended its family."""
    ends = site.run("auth", "SELECT end_reason, count(*) FROM session GROUP BY end_reason")
    if set(thieves) | set(owners) != {401} or dict(ends).get("REUSED") != len(thieves):
        raise RuntimeError(f"replays were answered {set(thieves)}, owners {set(owners)}; sessions: {ends}")
