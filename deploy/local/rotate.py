"""`make keys`: a new key signs access tokens, while everything runs; with at-once the old ones count no more."""

import sys

from deploy.local.console import give_up, say
from deploy.local.installation import here


def main(how: str) -> None:
    """Publish a new key; auth signs with it a few seconds later, and nobody is signed out."""
    from services.auth.actions import generate_keys  # noqa: PLC0415 - saying what is wrong needs no service.

    keys = here().keys
    if how not in ("", "at-once"):
        give_up("How? make keys, or make keys ARGS=at-once after a key got into strange hands.")
    if not (keys / "signing.json").exists():
        give_up("Nothing was made here yet. Start with: make run")
    generate_keys(keys / "signing.json", keys / "tokens.json", rotate=True, at_once=how == "at-once")
    say("  A new key is published and signs from in six seconds on.")
    if how == "at-once":
        say("  The old keys count no more; who is signed in gets a new token unseen.")


if __name__ == "__main__":
    main((sys.argv[1:] or [""])[0])
