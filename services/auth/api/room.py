"""The room of HTTP, and what several routes need."""

from typing import Any

from kernel.edge.http import Api, Call
from services.auth import access, actions

Body = dict[str, Any]

api = Api("auth", policy=access.POLICY)


def page_of(items: Any) -> dict[str, Any]:
    """A list that is given whole."""
    return {"items": items, "next": None}


def desk(call: Call) -> actions.Desk:
    """What signing in and renewing work with."""
    context, settings = call.context, call.context.settings
    realm = actions.Realm(settings.passkey_domain, settings.passkey_origins, context.form_key)
    signer = actions.signer_from(settings.token_signing_key)
    return actions.Desk(context.database, context.sealing, signer, realm)
