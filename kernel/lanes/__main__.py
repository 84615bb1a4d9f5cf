"""The operator's command: `python -m kernel.lanes list`, `… move <service> <departments> <lane>`, `… split <service>
<lane> <parts>`.

Departments are codes with commas between them; each takes its subtree along unless --only is given. The
environment names the service's database (KS_DATABASE_URL), the broker as its operator (KS_AMQP_URL) and the
databases of all publishers (KS_PUBLISHERS, commas between them).
"""

import argparse
import sys
from itertools import groupby
from operator import attrgetter

from kernel import directory, units
from kernel.database import Database, DatabaseError
from kernel.errors import Unavailable
from kernel.lanes.broker import BROKER_ERRORS
from kernel.lanes.move import Move, MoveRefusedError, MoveUnfinishedError
from kernel.lanes.store import assigned_lanes, gates
from kernel.settings import environment

INTERRUPTIONS: tuple[type[Exception], ...] = (*BROKER_ERRORS, DatabaseError, Unavailable)
INTERRUPTED = "The broker or a database broke off ({}). Nothing is lost; give the command again to finish."


def main(arguments: list[str]) -> int:
    """Do what was asked; the exit code is returned."""
    asked = _parser().parse_args(arguments)
    database = Database(environment().str("DATABASE_URL"), name="operator", wait_ms=5000)
    try:
        if asked.act == "list":
            _list(database)
        elif asked.act == "move":
            _mover(database, asked).into(asked.lane, _subtree(database, asked))
        else:
            _mover(database, asked).split(asked.lane, asked.parts)
    except (MoveRefusedError, MoveUnfinishedError) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - an operator's command speaks to a terminal
        return 1
    except INTERRUPTIONS as error:
        print(INTERRUPTED.format(type(error).__name__), file=sys.stderr)  # noqa: T201 - as above
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kernel.lanes", description="Departments and their lanes."
    )
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="which departments have a lane of their own, and what is moving")
    patience = argparse.ArgumentParser(add_help=False)
    patience.add_argument("service")
    patience.add_argument("--seconds", type=float, default=60, help="how long to wait at each step")
    patience.add_argument("--starting", type=float, default=0, help="how long a worker may take to start")
    move = acts.add_parser("move", parents=[patience], help="move departments into a lane while events flow")
    move.add_argument("departments", help="codes with commas between them")
    move.add_argument("lane", help="a dedicated lane, or shared")
    move.add_argument("--only", action="store_true", help="leave the departments below where they are")
    split = acts.add_parser("split", parents=[patience], help="spread a lane over lane, lane-2, lane-3, …")
    split.add_argument("lane", help="a dedicated lane")
    split.add_argument("parts", type=int, help="how many; 1 puts it together again")
    return parser


def _list(database: Database) -> None:
    with database.transaction(reading=True) as tx:
        for lane, bound in sorted(assigned_lanes(tx).items()):
            print(f"{lane}: {', '.join(units.described(bound))}")  # noqa: T201 - an operator's command
        by_way = attrgetter("source", "lane", "closed_at")
        for (source, lane, since), group in groupby(sorted(gates(tx), key=by_way), by_way):
            moving = ", ".join(units.described(gate.unit for gate in group))
            print(f"moving: {moving} from {source} into {lane} since {since}")  # noqa: T201 - an operator's command


def _mover(database: Database, asked: argparse.Namespace) -> Move:
    env = environment()
    dsns: list[str] = env.list("PUBLISHERS", [])
    publishers = [Database(dsn, name="operator", wait_ms=5000) for dsn in dsns]
    if not publishers:
        raise MoveRefusedError(
            "KS_PUBLISHERS is empty: name the databases of all services that announce events."
        )
    move = Move(asked.service, database, env.str("AMQP_URL"), publishers)
    move.seconds, move.starting_seconds = asked.seconds, asked.starting
    move.tell = print
    return move


def _subtree(database: Database, asked: argparse.Namespace) -> list[str]:
    codes: list[str] = asked.departments.split(",")
    if asked.only:
        return codes
    with database.transaction(reading=True) as tx:
        return sorted(
            {*codes, *(below for code in codes for below in directory.department_subtree(tx, code))}
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
