"""The operators' commands against this installation: `python -m deploy.local.operate parked|lanes SERVICE …`.

Without a service each is asked, by those commands that change nothing.
"""

import os
import subprocess
import sys
from typing import NoReturn

from deploy.local.console import give_up, say
from deploy.local.installation import Installation, here
from deploy.local.programs import NotReadyError
from deploy.local.splitting import is_split, split
from deploy.local.stack import SERVICES

# What each room shows of all services at once, the usual question first.
ROOMS = {"parked": ("list", "unsent"), "lanes": ("list",)}
NAMING = ("move", "split")
LOSING = "discard"


def main(room: str, service: str, arguments: list[str], confirmed: str = "") -> None:
    """Become the kernel's command, told where the database of its service and the broker are."""
    if room in ROOMS:
        arguments = arguments or [ROOMS[room][0]]
        service = meant(room, service, arguments)
        if not service and len(arguments) == 1 and arguments[0] in ROOMS[room]:
            sys.exit(ask_all(here(), room, arguments))
    if room not in ROOMS or service not in SERVICES:
        give_up(
            f"Which of {', '.join(ROOMS)}, of which service of {', '.join(SERVICES)}?\n"
            f'For example: make {room if room in ROOMS else "parked"} S=files ARGS="{" ".join(arguments)}"'
        )
    site = here()
    if room == "parked" and LOSING in arguments and confirmed != "yes":
        refuse_to_lose(site, service, arguments)
    environment = environment_of(site, service)
    sys.stdout.flush()
    argv = command(room, arguments)
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


def command(room: str, arguments: list[str]) -> list[str]:
    """The kernel's command."""
    return [sys.executable, "-m", f"kernel.{room}", *arguments]


def environment_of(site: Installation, service: str) -> dict[str, str]:
    """What the kernel's commands are told of a service."""
    stack = site.stack
    return {
        **os.environ,
        "KS_DATABASE_URL": stack.dsn(service),
        "KS_AMQP_URL": stack.amqp_url(),
        "KS_PUBLISHERS": ",".join(stack.dsn(publisher) for publisher in SERVICES),
    }


def ask_all(site: Installation, room: str, arguments: list[str]) -> int:
    """Ask every service the same; 0 when each has answered."""
    codes = []
    for service in SERVICES:
        say(f"{service}:")
        asked = subprocess.run(command(room, arguments), env=environment_of(site, service), check=False)
        codes.append(asked.returncode)
    return max(codes)


def refuse_to_lose(site: Installation, service: str, arguments: list[str]) -> NoReturn:
    """Show what would be lost, and by which line it is."""
    shown = ["show" if each == LOSING else each for each in arguments]
    asked = subprocess.run(command("parked", shown), env=environment_of(site, service), check=False)
    if asked.returncode:
        sys.exit(asked.returncode)
    give_up(
        f"{service} would never handle this. If that is what you want:\n"
        f'make parked S={service} ARGS="{" ".join(arguments)}" CONFIRM=yes'
    )


if __name__ == "__main__":
    given = [*sys.argv[1:], "", ""]
    main(given[0], given[1], sys.argv[3:], os.environ.get("CONFIRM", ""))
