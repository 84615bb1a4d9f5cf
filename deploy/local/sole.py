"""End what a killed predecessor left behind, then become the program: `sole.py RECORD SIGNAL USER PROGRAM …`.

A program that forks (nginx, Granian, PostgreSQL) leaves its children on its sockets when it is killed outright.
The record names the process group of the last start; only that very group is ever signalled.
USER is `-`, or whom to become first: the program's own user may not even be able to read this file.
It is run as a file, before anything else is loaded, so it needs nothing but the standard library.
"""

import os
import signal
import sys
import time
from pathlib import Path

GRACE_SECONDS = 8


def stat_of(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; empty when there is no such process or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def birth_of(pid: int) -> str:
    """When the process began, in clock ticks since boot; '' when there is none."""
    fields = stat_of(pid)
    return fields[19] if fields else ""


def members(group: int, birth: str) -> list[int]:
    """The living processes of the recorded group; none when its number belongs to somebody else by now."""
    leader = birth_of(group)
    if leader and leader != birth:
        return []
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    of_group = [pid for pid in pids if (fields := stat_of(pid)) and int(fields[2]) == group]
    return [pid for pid in of_group if int(birth_of(pid) or 0) >= int(birth)]


def end_group(group: int, birth: str, first: int) -> None:
    """Ask every member to end, and insist after the grace."""
    for sign in (first, signal.SIGKILL):
        for pid in members(group, birth):
            send(pid, sign)
        end = time.monotonic() + GRACE_SECONDS
        while members(group, birth) and time.monotonic() < end:
            time.sleep(0.05)


def send(pid: int, sign: int) -> None:
    """Signal one process; it may be gone by now."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def recorded(record: Path) -> tuple[int, str] | None:
    """The group that a record names, and when it began."""
    try:
        group, birth = record.read_text().split()
    except (OSError, ValueError):
        return None
    return int(group), birth


def lives(record: Path) -> bool:
    """Whether anything of the group that a record names still runs."""
    named = recorded(record)
    return named is not None and bool(members(*named))


def end_recorded(record: Path, first: int = signal.SIGTERM) -> None:
    """End the group that a record names, and forget it."""
    named = recorded(record)
    if named is None:
        return
    group, birth = named
    if group != os.getpgid(0):
        end_group(group, birth, first)
    record.unlink(missing_ok=True)


def become(user: str) -> None:
    """Give up every right but that user's."""
    import pwd  # noqa: PLC0415 - only root needs it, and every start pays for it.

    entry = pwd.getpwnam(user)
    os.setgroups(os.getgrouplist(user, entry.pw_gid))
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def main(record: Path, sign: str, user: str, argv: list[str]) -> None:
    """Clear the way, sign the record and become the program."""
    if os.getpgid(0) != os.getpid():
        os.setpgid(0, 0)
    end_recorded(record, signal.Signals[sign])
    draft = record.with_name(f"{record.name}.new")
    draft.write_text(f"{os.getpid()} {birth_of(os.getpid())}")
    draft.replace(record)
    if user != "-":
        become(user)
    os.execv(argv[0], argv)  # noqa: S606 - becoming the program is the purpose.


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
