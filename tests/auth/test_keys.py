"""Keys of access tokens are rotated while everything runs."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc.util import json_b64decode

from kernel import clock
from kernel.clock import frozen
from kernel.tokens import Claims, TokenNotValid, Verifier
from services.auth.actions import generate_keys, signer_from
from services.auth.actions.tokens import KEPT_AFTER_USE, PUBLISHED_BEFORE_USE
from tests.auth.organisation import NOW
from tests.fakes import an_id


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "signing.json", tmp_path / "keys.json"
    with frozen(NOW):
        generate_keys(*paths)
    return paths


def a_token(keys: tuple[Path, Path]) -> str:
    now = clock.now()
    claims = Claims(an_id("anjali"), "CG100001", an_id("session"), None, now, now, ())
    return signer_from(keys[0]).sign(claims)


def kids(path: Path) -> list[str]:
    return [key["kid"] for key in json.loads(path.read_text())["keys"]]


def kid_of(token: str) -> str:
    kid: str = json_b64decode(token.split(".", maxsplit=1)[0].encode())["kid"]
    return kid


def test_tokens_of_the_old_key_live_on_while_the_new_key_signs(keys: tuple[Path, Path]) -> None:
    verifier = Verifier(keys[1])
    with frozen(NOW):
        before = a_token(keys)
        generate_keys(*keys, rotate=True)
        meanwhile = a_token(keys)
    with frozen(NOW + PUBLISHED_BEFORE_USE):
        after = a_token(keys)

    later = NOW + timedelta(seconds=299)
    assert [verifier.claims_of(token, later).staff_uid for token in (before, meanwhile, after)]
    assert kid_of(before) == kid_of(meanwhile) != kid_of(after)
    assert kids(keys[1]) == [kid_of(before), kid_of(after)]


def test_a_key_that_was_replaced_long_ago_is_dropped(keys: tuple[Path, Path]) -> None:
    first = kids(keys[0])
    with frozen(NOW + timedelta(days=90)):
        generate_keys(*keys, rotate=True)
        second = kids(keys[0])
    with frozen(NOW + timedelta(days=90) + KEPT_AFTER_USE + timedelta(seconds=1)):
        generate_keys(*keys, rotate=True)
        third = kids(keys[0])

    assert second == [*first, second[1]]
    assert third == [second[1], third[1]]
    assert kids(keys[1]) == third


def test_a_key_in_strange_hands_counts_no_more(keys: tuple[Path, Path]) -> None:
    with frozen(NOW):
        stolen = a_token(keys)
        generate_keys(*keys, at_once=True)
        fresh = a_token(keys)

    verifier = Verifier(keys[1])
    with pytest.raises(TokenNotValid):
        verifier.claims_of(stolen, NOW)
    assert verifier.claims_of(fresh, NOW).staff_uid == "CG100001"


def test_making_keys_again_changes_nothing_and_shows_no_secret(keys: tuple[Path, Path]) -> None:
    before = [path.read_text() for path in keys]

    generate_keys(*keys)

    assert [path.read_text() for path in keys] == before
    assert all("d" not in key for key in json.loads(keys[1].read_text())["keys"])
    assert keys[0].stat().st_mode & 0o077 == 0
