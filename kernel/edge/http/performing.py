"""From request to result: who calls, may they, what do they bring, do it once, keep the answer."""

import hashlib
import hmac
from typing import Any, Protocol

import falcon

from kernel import clock
from kernel.database import Queries, Transaction, refusing
from kernel.edge.http import answers, bodies, callers
from kernel.edge.http.call import Call
from kernel.edge.http.routes import Handler
from kernel.edge.http.turns import in_turn
from kernel.errors import Invalid, KeyReused, NotAllowed, NotSignedIn, Refused
from kernel.freshness import is_fresh
from kernel.identity import Actor, ActorKind, require
from kernel.languages import _

LONGEST_KEY = 200
queries = Queries.beside(__file__)


class KeyTooLong(Invalid):
    """An idempotency key is a short text."""

    text = _("The idempotency key is longer than 200 characters. Use a UUID.")


class Result(Protocol):
    """What a handler's answer becomes before it is written."""

    def send(self, call: Call, response: falcon.Response) -> None:
        """Write it."""

    def kept(self, call: Call) -> answers.Answer | None:
        """Its form for a repeated request, or None where a repetition does it again."""


def perform(call: Call, handler: Handler) -> Result:
    """Do what the route declares and give its result; a repeated request gets the answer it got before."""
    bodies.refuse_broken_address(call)
    caller = callers.identify(call)
    reads_first = callers.names_post_in_form(call, caller)
    if not reads_first:
        require_right(call, caller.actor)
    body = bodies.read_body(call)
    call.typed = body.fields
    try:
        if reads_first:
            caller = callers.identify(call)
            require_right(call, caller.actor)
        call.router.admit(call)
        return _perform_once(call, handler, caller, body)
    finally:
        body.close()


def _perform_once(call: Call, handler: Handler, caller: callers.Caller, body: bodies.Body) -> Result:
    key = _Key.of(call, caller.actor, body)
    try:
        if "tx" not in _wanted(handler):
            return _by_itself(call, handler, caller, body, key)
        with refusing(one_answer_per_key=KeyReused):
            result = _in_transaction(call, handler, caller, body, key)
        # A page may refuse without raising, so that the try counts; the form may have been done before.
        return (_refuses(result) and _given_before(call, handler, key)) or result
    except Refused:
        return _given_before(call, handler, key) or _reraise()


def require_right(call: Call, actor: Actor) -> None:
    """Raise the route's refusal; somebody unknown is asked to sign in before being told more."""
    decision = call.router.decide(call.route, actor)
    if actor.kind is ActorKind.VISITOR and type(decision.refusal) is NotAllowed:
        raise NotSignedIn
    require(decision)
    if call.route.fresh:
        require(is_fresh(actor, clock.now()))


def show(call: Call, handler: Handler) -> Any:
    """Run a reading handler of the same path again, as when a form is shown once more."""
    caller = callers.identify(call)
    # A page whose reading goes on record writes also when it is shown with a form once more.
    reading = all(route.reading for route in call.router.routes if route.handler is handler)
    with call.context.database.transaction(correlation_id=call.correlation_id, reading=reading) as tx:
        return handler(**_arguments(call, handler, tx, caller.actor, bodies.Body()))


class _Key:
    """An idempotency key in the scope of its caller and its path."""

    def __init__(self, actor: Actor, route: str, key: str, fingerprint: str) -> None:
        who = actor.person_id or actor.portal_id or actor.case_id or f"{actor.kind}:{actor.source}"
        self.scope = {"caller": str(who), "route": route, "key": key}
        self.fingerprint = fingerprint

    @classmethod
    def of(cls, call: Call, actor: Actor, body: bodies.Body) -> "_Key | None":
        key = call.router.key_of(call.request, body.fields) if call.route.method == "POST" else None
        if key is None:
            return None
        if len(key) > LONGEST_KEY:
            raise KeyTooLong
        return cls(actor, f"POST {call.request.path}", key, _fingerprint(call, body))

    def kept(self, answer: answers.Answer) -> dict[str, Any]:
        """The columns of an answer that is kept under this key."""
        return {"body_sha256": self.fingerprint, "status": answer.status, "answer": answer.text}


def _fingerprint(call: Call, body: bodies.Body) -> str:
    if call.router.is_api:
        return body.fingerprint
    # A form that was sent is sent: its token stands for it, whatever was typed meanwhile.
    if "tx" in _wanted(call.route.handler):
        return "form"
    # Unless secrets were typed: on a shared computer the next reader may find the form of the last one.
    return hmac.new(call.context.form_key, body.fingerprint.encode(), hashlib.sha256).hexdigest()


def _by_itself(
    call: Call, handler: Handler, caller: callers.Caller, body: bodies.Body, key: _Key | None
) -> Result:
    # A handler without `tx` opens its own transactions, because what it does takes long or must be
    # kept although it refuses. Its JSON is never kept for repetition: it may be a secret.
    with call.context.database.transaction(reading=True) as tx:
        caller.confirm(tx)
    if key is None or call.router.is_api:
        return _result(call, handler(**_arguments(call, handler, None, caller.actor, body)))
    with in_turn(str(key.scope)):
        return _found(call, key) or _done_and_kept(call, handler, caller, body, key)


def _done_and_kept(
    call: Call, handler: Handler, caller: callers.Caller, body: bodies.Body, key: _Key
) -> Result:
    result = _result(call, handler(**_arguments(call, handler, None, caller.actor, body)))
    if answer := result.kept(call):
        with call.context.database.transaction() as tx:
            tx.execute(queries.keep_answer_once, **key.scope, **key.kept(answer))
    return result


def _in_transaction(
    call: Call, handler: Handler, caller: callers.Caller, body: bodies.Body, key: _Key | None
) -> Result:
    with call.context.database.transaction(
        correlation_id=call.correlation_id, reading=call.route.reading
    ) as tx:
        caller.confirm(tx)
        result = _result(call, handler(**_arguments(call, handler, tx, caller.actor, body)))
        if key and (answer := result.kept(call)):
            tx.at_commit(queries.keep_answer, **key.scope, **key.kept(answer))
        return result


def _result(call: Call, given: Any) -> Result:
    result: Result = given if hasattr(given, "send") else answers.dumped(call.route, given)
    return result


def _refuses(result: Result) -> bool:
    return int(getattr(result, "status", 200)) >= Invalid.status


def _given_before(call: Call, handler: Handler, key: _Key | None) -> Result | None:
    if key is None or "tx" not in _wanted(handler):
        return None
    return _found(call, key, KeyReused)


def _found(call: Call, key: _Key, otherwise: type[Refused] | None = None) -> Result | None:
    with call.context.database.transaction(reading=True) as tx:
        row = tx.fetch_one(queries.find_answer, **key.scope)
    if row is None:
        return None
    if row["body_sha256"] != key.fingerprint:
        if otherwise is None:
            return None
        raise otherwise
    result: Result = call.router.again(call, row["status"], row["answer"])
    return result


def _reraise() -> Result:
    raise  # noqa: PLE0704 - only called while an exception is handled


_WANTED: dict[Handler, tuple[str, ...]] = {}


def _arguments(
    call: Call, handler: Handler, tx: Transaction | None, actor: Actor, body: bodies.Body
) -> dict[str, Any]:
    offered: dict[str, Any] = {**call.path_parameters, "tx": tx, "actor": actor, "uploads": body.uploads}
    return {name: offered[name] if name in offered else _offer(call, name, body) for name in _wanted(handler)}


def _wanted(handler: Handler) -> tuple[str, ...]:
    return _WANTED.get(handler) or _WANTED.setdefault(handler, _parameters(handler))


def _parameters(handler: Handler) -> tuple[str, ...]:
    code = handler.__code__
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def _offer(call: Call, name: str, body: bodies.Body) -> Any:
    strict = call.router.is_api
    if name == "body":
        return bodies.load(call.route.takes, body.fields, strict=strict)
    if name == "query":
        asked = {key: value for key, value in call.request.params.items() if key != "lang"}
        return bodies.load(call.route.query, asked, strict=strict)
    return call if name == "call" else getattr(call.context, name)
