"""The installation under test: as deployed, with a watch on what is handled and, if wanted, a seeded mistake."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from deploy.local.installation import Installation, Process
from deploy.local.programs import Command, wait_until
from deploy.local.run import bring_up
from deploy.local.sole import members
from deploy.local.stack import SERVICES
from deploy.local.supervision import Supervisor
from tests.architecture.house import ROOT
from tests.chaos.mistakes import KINDS

WELL_SECONDS = 60
# The order in which each service handles events, as its own database commits it.
WATCH = """
CREATE TABLE chaos_handled (position bigserial PRIMARY KEY, event_id uuid NOT NULL,
                            at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE FUNCTION chaos_note_handled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO public.chaos_handled (event_id) SELECT event_id FROM handled;
    RETURN NULL;
END $$;
CREATE TRIGGER chaos_note_handled AFTER INSERT ON inbox REFERENCING NEW TABLE AS handled
    FOR EACH STATEMENT EXECUTE FUNCTION chaos_note_handled();
"""


class Place(Installation):
    """An installation whose service processes may carry a mutant or a crash point."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.mutant = ""
        self.crash_at: dict[str, str] = {}

    @property
    def supervisor(self) -> Supervisor:
        """Who starts again what was killed."""
        return Supervisor(self)

    def start(self) -> None:
        """Bring everything up and begin to watch what is handled."""
        bring_up(self)
        for service in SERVICES:
            with self.stack.postgres.connection(service) as connection, connection.cursor() as cursor:
                cursor.execute(WATCH)

    def stop(self) -> None:
        """End every process."""
        subprocess.run(
            [sys.executable, "-m", "deploy.local.stop"],
            cwd=ROOT,
            env={**os.environ, "KS_RUN_DIR": str(self.directory), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=False,
        )

    def change(self, mutant: str = "", crash_at: dict[str, str] | None = None) -> None:
        """Let the services run with a mistake, or end at named places, from now on; those that change begin anew."""
        self.mutant, self.crash_at = mutant, crash_at or {}
        supervisor = self.supervisor
        supervisor.write()
        supervisor.start()
        supervisor.start_processes(self.processes())
        self.wait_until_well()

    def wait_until_well(self) -> None:
        """Wait until every process answers again."""
        self.supervisor.wait(self.processes(), WELL_SECONDS, lambda _name: None)

    def process(self, name: str) -> Process:
        """One process by its name."""
        return next(each for each in self.processes() if each.name == name)

    def pids(self, name: str) -> list[int]:
        """The living members of a process's group, its leader first."""
        try:
            group, birth = self.supervisor.record(self.process(name)).read_text().split()
        except (OSError, ValueError):
            return []
        return sorted(members(int(group), birth))

    def signal(self, name: str, sign: signal.Signals) -> None:
        """Send a signal to each member of a process's group."""
        for pid in self.pids(name):
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue

    def wait_for_return(self, name: str, before: list[int]) -> None:
        """Wait until the supervisor has started a process anew."""
        wait_until(lambda: bool(set(self.pids(name)) - set(before)), WELL_SECONDS, name)

    def operate(self, *arguments: str) -> str:
        """An operator's command against this installation."""
        done = subprocess.run(
            [sys.executable, "-m", "deploy.local.operate", *arguments],
            cwd=ROOT,
            env={**os.environ, "KS_RUN_DIR": str(self.directory), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stdout + done.stderr

    def _command(self, service: str, name: str, kind: str, own: dict[str, str]) -> Command:
        base = super()._command(service, name, kind, own)
        extra = {}
        if name in self.crash_at:
            extra["KS_CRASH_AT"] = self.crash_at[name]
        if KINDS.get(self.mutant) != kind:
            return Command(
                name, base.argv, base.directory, base.environment | extra, end_signal=base.end_signal
            )
        argv = tuple("tests.chaos.mutants" if part == "deploy.launch" else part for part in base.argv)
        extra["KS_MUTANT"] = self.mutant
        return Command(name, argv, base.directory, base.environment | extra, end_signal=base.end_signal)


def pause(seconds: float) -> None:
    """Let time pass."""
    time.sleep(seconds)
