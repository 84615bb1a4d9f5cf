"""The services' own doors are shut to everybody but the gateway."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from deploy.local.installation import Installation

# Perl is on every Debian; another user need not be able to reach the Python that runs this.
KNOCK = "use IO::Socket::UNIX; IO::Socket::UNIX->new(Peer => shift) or die qq($!)"
OF_OTHERS = 0o007


def knock(socket: Path, **as_somebody: Any) -> str:
    """What a program that connects to a socket is told; nothing when it is let in."""
    command = ["/usr/bin/perl", "-e", KNOCK, str(socket)]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **as_somebody)
    return done.stderr


def test_another_user_of_the_machine_cannot_knock_at_a_service_past_the_gateway(site: Installation) -> None:
    sockets = [process.socket for process in site.processes() if process.socket]
    stranger = pwd.getpwnam("nobody")

    assert [path.name for path in sockets if path.stat().st_mode & OF_OTHERS] == []
    assert site.sockets.stat().st_mode & OF_OTHERS == 0
    assert {knock(path) for path in sockets} == {""}
    if os.geteuid() == 0:
        as_stranger = {"user": stranger.pw_uid, "group": stranger.pw_gid, "extra_groups": []}
        refused = {knock(path, **as_stranger).partition(" at ")[0] for path in sockets}
        assert refused == {"Permission denied"}
