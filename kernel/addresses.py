"""The broker's addresses: one, or those of several nodes of a cluster, tried in turn."""

import re
from collections.abc import Callable
from typing import TypeVar

Connection = TypeVar("Connection")

_BETWEEN = re.compile(r"\s*,\s*(?=amqps?://)")
# Who answered last, for each setting: who is away for long does not delay every connection anew.
_answered: dict[str, str] = {}


def in_turn(setting: str) -> list[str]:
    """The addresses that KS_AMQP_URL names, commas between them; whoever answered last comes first."""
    addresses = _BETWEEN.split(setting.strip())
    last = _answered.get(setting)
    if last is None:
        return addresses
    at = addresses.index(last)
    return addresses[at:] + addresses[:at]


def begin_elsewhere(setting: str) -> None:
    """Try the next address first from now on: whoever answers now does not serve."""
    _, *others = in_turn(setting)
    if others:
        _answered[setting] = others[0]


def first_that_answers(
    setting: str, connect: Callable[[str], Connection], errors: tuple[type[Exception], ...]
) -> Connection:
    """What *connect* makes of the first address with which it raises none of *errors*; else the last error is raised."""
    *others, last = in_turn(setting)
    for address in others:
        try:
            connection = connect(address)
        except errors:
            continue
        _answered[setting] = address
        return connection
    connection = connect(last)
    _answered[setting] = last
    return connection
