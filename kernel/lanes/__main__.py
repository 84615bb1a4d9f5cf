"""The operator's command: `python -m kernel.lanes list` or `… move <service> <departments> <lane>`.

Departments are codes with commas between them; each takes its subtree along unless --only is given. The
environment names the service's database (KS_DATABASE_URL), the broker as its operator (KS_AMQP_URL) and the
databases of all publishers (KS_PUBLISHERS, commas between them).
"""

import argparse
import sys

from kernel import directory
from kernel.database import Database
from kernel.lanes.move import Move, MoveRefusedError, MoveUnfinishedError
from kernel.lanes.store import assigned_lanes, gates
from kernel.settings import environment


def main(arguments: list[str]) -> int:
    """Do what was asked; the exit code is returned."""
    asked = _parser().parse_args(arguments)
    database = Database(environment().str("DATABASE_URL"), name="operator", wait_ms=5000)
    try:
        if asked.act == "list":
            _list(database)
        else:
            _move(database, asked)
    except (MoveRefusedError, MoveUnfinishedError) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - an operator's command speaks to a terminal
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kernel.lanes", description="Departments and their lanes."
    )
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="which departments have a lane of their own, and what is moving")
    move = acts.add_parser("move", help="move departments into a lane while events flow")
    move.add_argument("service")
    move.add_argument("departments", help="codes with commas between them")
    move.add_argument("lane", help="a dedicated lane, or shared")
    move.add_argument("--only", action="store_true", help="leave the departments below where they are")
    move.add_argument("--seconds", type=float, default=60, help="how long to wait at each step")
    return parser


def _list(database: Database) -> None:
    with database.transaction(reading=True) as tx:
        for lane, departments in sorted(assigned_lanes(tx).items()):
            print(f"{lane}: {', '.join(sorted(departments))}")  # noqa: T201 - an operator's command
        for gate in gates(tx):
            print(f"moving: {gate.department} from {gate.source} into {gate.lane} since {gate.closed_at}")  # noqa: T201 - an operator's command


def _move(database: Database, asked: argparse.Namespace) -> None:
    env = environment()
    dsns: list[str] = env.list("PUBLISHERS", [])
    publishers = [Database(dsn, name="operator", wait_ms=5000) for dsn in dsns]
    if not publishers:
        raise MoveRefusedError(
            "KS_PUBLISHERS is empty: name the databases of all services that announce events."
        )
    move = Move(asked.service, database, env.str("AMQP_URL"), publishers)
    move.seconds = asked.seconds
    move.tell = print
    move.into(asked.lane, _subtree(database, asked.departments.split(","), only=asked.only))


def _subtree(database: Database, codes: list[str], *, only: bool) -> list[str]:
    if only:
        return codes
    with database.transaction(reading=True) as tx:
        return sorted(
            {*codes, *(below for code in codes for below in directory.department_subtree(tx, code))}
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
