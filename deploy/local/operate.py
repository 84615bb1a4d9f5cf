"""The operators' commands against this installation: `python -m deploy.local.operate parked|lanes SERVICE …`."""

import os
import sys

from deploy.local.console import give_up
from deploy.local.installation import here
from deploy.local.programs import NotReadyError
from deploy.local.splitting import is_split, split
from deploy.local.stack import SERVICES

ROOMS = ("parked", "lanes")
NAMING = ("move", "split")


def main(room: str, service: str, arguments: list[str]) -> None:
    """Become the kernel's command, told where the database of its service and the broker are."""
    service = meant(room, service, arguments)
    if room not in ROOMS or service not in SERVICES:
        give_up(f"Which of {', '.join(ROOMS)}, of which service of {', '.join(SERVICES)}?")
    site = here()
    stack = site.stack
    environment = {
        **os.environ,
        "KS_DATABASE_URL": stack.dsn(service),
        "KS_AMQP_URL": stack.amqp_url(),
        "KS_PUBLISHERS": ",".join(stack.dsn(publisher) for publisher in SERVICES),
    }
    sys.stdout.flush()
    argv = [sys.executable, "-m", f"kernel.{room}", *(arguments or ["list"])]
    if room == "lanes" and is_split(arguments):
        try:
            sys.exit(split(site, service, argv, environment))
        except NotReadyError as error:
            give_up(str(error))
    os.execve(sys.executable, argv, environment)  # noqa: S606 - becoming the command.


def meant(room: str, service: str, arguments: list[str]) -> str:
    """Who moves or splits names the service in the command itself; no database but its own is the right one."""
    is_named = room == "lanes" and len(arguments) > 1 and arguments[0] in NAMING
    return arguments[1] if is_named else service


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    main(given[0], given[1], sys.argv[3:])
