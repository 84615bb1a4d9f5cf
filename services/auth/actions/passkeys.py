"""Passkeys (WebAuthn): made on a device, answered for once per challenge, counted."""

import json
import secrets as randomness
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import webauthn
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kernel import clock, signing
from kernel.database import Transaction
from kernel.identity import Actor
from services.auth import store as people
from services.auth.actions.desk import Realm
from services.auth.domain.factors import (
    CHALLENGE_LASTS,
    MOST_PASSKEYS,
    Passkey,
    PasskeyNotMade,
    PasskeyUnknown,
    TooManyPasskeys,
)
from services.auth.events import AccountChanged, Change
from services.auth.store import factors as store

SITE_NAME = "KaryaSetu"
SIGN_IN = "passkey:sign-in"
# What the library and the libraries below it raise on an answer that is none.
_BROKEN = (
    WebAuthnException,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that answered rightly; *verified* when its device made sure who holds it."""

    passkey: Passkey
    staff_uid: str
    verified: bool


def to_step_up(actor: Actor) -> str:
    """The purpose of a challenge for a session that goes on."""
    return f"passkey:step-up:{actor.session_id}"


def options_to_sign_in(realm: Realm, purpose: str = SIGN_IN, among: tuple[Passkey, ...] = ()) -> Options:
    """What a browser needs to ask for a passkey; for some *among* those a person has, or for any of this site."""
    listed = [_descriptor(each) for each in among]
    return _plain(
        webauthn.generate_authentication_options(
            rp_id=realm.domain,
            challenge=_challenge(realm, purpose),
            timeout=_milliseconds(CHALLENGE_LASTS),
            allow_credentials=listed or None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def options_to_step_up(tx: Transaction, realm: Realm, actor: Actor) -> Options | None:
    """What a browser needs to ask for one of one's own passkeys; None for who has none."""
    own = own_passkeys(tx, actor)
    return options_to_sign_in(realm, to_step_up(actor), tuple(own)) if own else None


def options_to_add(tx: Transaction, realm: Realm, actor: Actor) -> Options:
    """What a browser needs to make a passkey on a device that has none of this person's yet."""
    person = people.find_person(tx, actor.person_id or UUID(int=0))
    return _plain(
        webauthn.generate_registration_options(
            rp_id=realm.domain,
            rp_name=SITE_NAME,
            user_id=person["person_id"].bytes,
            user_name=person["staff_uid"],
            user_display_name=person["name_en"],
            challenge=_challenge(realm, _to_add(actor)),
            timeout=_milliseconds(CHALLENGE_LASTS),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[_descriptor(each) for each in own_passkeys(tx, actor)],
        )
    )


def add_passkey(tx: Transaction, actor: Actor, realm: Realm, name: str, answer: str) -> UUID:
    """Register the passkey that a device just made; raises PasskeyNotMade, PasskeyTaken, TooManyPasskeys."""
    if len(own_passkeys(tx, actor)) >= MOST_PASSKEYS:
        raise TooManyPasskeys(most=MOST_PASSKEYS)
    passkey = _made(tx, actor, realm, name, answer)
    store.add_passkey(tx, passkey)
    tx.record(actor, "credential.passkey-added", passkey.passkey_id)
    tx.announce(AccountChanged(person_id=passkey.person_id, what=Change.PASSKEY_ADDED))
    return passkey.passkey_id


def own_passkeys(tx: Transaction, actor: Actor) -> list[Passkey]:
    """One's passkeys, the newest first."""
    return store.find_passkeys(tx, actor.person_id) if actor.person_id else []


def rename_passkey(tx: Transaction, actor: Actor, passkey_id: UUID, name: str) -> None:
    """Call one of one's passkeys otherwise; raises PasskeyUnknown."""
    if actor.person_id is None:
        raise PasskeyUnknown
    store.rename_passkey(tx, actor.person_id, passkey_id, name)
    tx.record(actor, "credential.passkey-renamed", passkey_id)


def remove_passkey(tx: Transaction, actor: Actor, passkey_id: UUID) -> None:
    """Let one of one's passkeys open nothing any more; raises PasskeyUnknown."""
    if actor.person_id is None:
        raise PasskeyUnknown
    store.remove_passkey(tx, actor.person_id, passkey_id)
    tx.record(actor, "credential.passkey-removed", passkey_id)
    tx.announce(AccountChanged(person_id=actor.person_id, what=Change.PASSKEY_REMOVED))


def answered(tx: Transaction, realm: Realm, purpose: str, answer: str) -> Shown | None:
    """The passkey that gave this *answer* to a challenge of ours; None for any other answer, and for a second one.

    A counter that goes back means that the key was copied; a device that does not count always says 0.
    """
    try:
        said = json.loads(answer)
        challenge = _spent_challenge(tx, realm, purpose, said)
        found = store.find_passkey_for_update(tx, base64url_to_bytes(said["rawId"]))
        if challenge is None or found is None:
            return None
        passkey, staff_uid = found
        checked = webauthn.verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=realm.domain,
            expected_origin=list(realm.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except _BROKEN:
        return None
    store.save_passkey_use(tx, passkey.passkey_id, checked.new_sign_count)
    return Shown(replace(passkey, sign_count=checked.new_sign_count), staff_uid, checked.user_verified)


def _made(tx: Transaction, actor: Actor, realm: Realm, name: str, answer: str) -> Passkey:
    try:
        said = json.loads(answer)
        challenge = _spent_challenge(tx, realm, _to_add(actor), said)
        if challenge is None:
            raise PasskeyNotMade
        made = webauthn.verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=realm.domain,
            expected_origin=list(realm.origins),
            require_user_verification=True,
        )
        transports = tuple(str(each) for each in said["response"].get("transports") or ())[:5]
    except _BROKEN:
        raise PasskeyNotMade from None
    return Passkey(
        passkey_id=clock.new_id(),
        person_id=actor.person_id or UUID(int=0),
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        transports=transports,
    )


def _to_add(actor: Actor) -> str:
    return f"passkey:add:{actor.session_id}"


def _challenge(realm: Realm, purpose: str) -> bytes:
    # Signed instead of kept: a stranger who asks for thousands leaves nothing behind.
    nonce = {"nonce": randomness.token_urlsafe(16)}
    return signing.sign(realm.key, purpose, nonce, CHALLENGE_LASTS).encode()


def _spent_challenge(tx: Transaction, realm: Realm, purpose: str, said: Any) -> bytes | None:
    client = parse_client_data_json(base64url_to_bytes(said["response"]["clientDataJSON"]))
    try:
        signing.read(realm.key, purpose, client.challenge.decode("ascii"))
    except signing.SignatureInvalidError:
        return None
    return client.challenge if store.spend_challenge(tx, sha256(client.challenge).hexdigest()) else None


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    known = {each.value: each for each in AuthenticatorTransport}
    transports = [known[name] for name in passkey.transports if name in known]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _plain(options: Any) -> Options:
    plain: Options = json.loads(webauthn.options_to_json(options))
    return plain


def _milliseconds(lasting: timedelta) -> int:
    return int(lasting.total_seconds() * 1000)
