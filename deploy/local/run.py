"""`make run`: bring everything up, play the main job through the gateway, leave it all running."""

import compileall
import contextlib
import hashlib
import importlib.util
import io
import json
import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pika
from psycopg2 import sql

from deploy.local import bucket, memory
from deploy.local.console import give_up, say, step
from deploy.local.installation import Installation, here
from deploy.local.programs import ROOT, MissingError, NotReadyError, alone, wait_until, write_private
from deploy.local.stack import SERVICES
from deploy.local.supervision import Supervisor
from kernel.errors import Refused
from kernel.topology import DIRECTORY, SHARED, queue_name

CODE = ("kernel", "services", "deploy")
NEEDED_MIB = 700
# What takes seconds on a free machine takes minutes on one that does other work too.
PATIENCE_SECONDS = 180


def main() -> None:
    """Every step says what it does and how long it took; a failure says what mends it."""
    began = time.monotonic()
    site = here()
    try:
        with alone(site.directory / "run.lock"):
            bring_up(site)
            play_main_job(site)
    except (MissingError, NotReadyError) as error:
        give_up(f"{error}\n\nWhat is missing, line by line: make doctor")
    last_words(site, time.monotonic() - began)


def bring_up(site: Installation) -> None:
    """Everything up to the point where all processes are well; each part leaves alone what is there already."""
    say(f"KaryaSetu in {site.directory}")
    supervisor = Supervisor(site)
    with step("directories, keys and certificates"):
        require_room(site)
        bucket.require_remembered(site.directory)
        compile_code()
        site.prepare()
        supervisor.write()
    infrastructure = [one for one in site.processes() if one.is_infrastructure]
    services = [one for one in site.processes() if not one.is_infrastructure]
    with step("PostgreSQL, RabbitMQ, nginx, mailbox, SMS centre"):
        supervisor.start()
        supervisor.start_processes(infrastructure)
        supervisor.wait(infrastructure, PATIENCE_SECONDS, _silent)
    with step("databases, roles and migrations"):
        prepare_databases(site)
    with step("departments, areas, offices, posts, demo staff"):
        seed(site)
    with step(f"{len(services)} processes of {len(SERVICES)} services"):
        start_services(site, supervisor)
    with step("every service's own copy of the directory"):
        wait_for_directory(site)


def require_room(site: Installation) -> None:
    """Refuse to begin anew on a full disk; an installation that is there already has taken its room."""
    site.directory.mkdir(parents=True, exist_ok=True)
    if (site.stack.postgres.data / "PG_VERSION").exists():
        return
    free = shutil.disk_usage(site.directory).free // (1024 * 1024)
    if free < NEEDED_MIB:
        message = f"{site.directory} has {free} MB left; {NEEDED_MIB} MB are needed."
        raise NotReadyError(message)


def compile_code() -> None:
    """Translate all code once, before any process loads it.

    On a fresh clone each process would translate for itself, and keep the 3 MB that translating leaves behind.
    """
    for part in CODE:
        compileall.compile_dir(ROOT / part, quiet=2)


def prepare_databases(site: Installation) -> None:
    """A database per service, migrated to the newest step."""
    from kernel.migrate import migrate  # noqa: PLC0415 - loaded when there is something to migrate.

    site.stack.create_service_databases()
    # The migrator prints what a migration selects.
    with contextlib.redirect_stdout(io.StringIO()), ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda service: migrate(site.stack.dsn(service, "owner"), service), SERVICES))


def seed(site: Installation) -> None:
    """The directory and the demo staff, through the acts of auth; what stands already may refuse something new."""
    from deploy.local import seed as room  # noqa: PLC0415 - loaded when the databases are there.

    try:
        room.seed(site)
    except Refused as refusal:
        message = (
            f"Something new in deploy/local/data was refused: {refusal.sentence('en')}\n"
            "Take it out of there, or change there what it disagrees with; then: make run"
        )
        raise NotReadyError(message) from refusal


def start_services(site: Installation, supervisor: Supervisor) -> None:
    """Start what does not run, and start anew what runs on older code; relays last, when somebody listens."""
    services = [one for one in site.processes() if not one.is_infrastructure]
    mark = site.directory / "code"
    now = code_digest()
    if mark.exists() and mark.read_text() != now:
        supervisor.stop_processes(services)
    write_private(mark, now)
    others = [one for one in services if not one.name.endswith("-relay")]
    supervisor.start_processes(others)
    supervisor.wait(others, PATIENCE_SECONDS, _silent)
    # What is published before its receivers have their queues can only be fetched from history, and later.
    wait_for_queues(site)
    supervisor.start_processes(services)
    supervisor.wait(services, PATIENCE_SECONDS, _silent)


def wait_for_queues(site: Installation) -> None:
    """Wait until every service has declared its queues; the error names those that are not there."""
    try:
        wait_until(lambda: not missing_queues(site), PATIENCE_SECONDS, "The queues of the services")
    except NotReadyError as error:
        message = f"{error} Not there: {', '.join(missing_queues(site))}"
        raise NotReadyError(message) from error


def missing_queues(site: Installation) -> list[str]:
    """The queues that no worker has declared yet."""
    connection = pika.BlockingConnection(pika.URLParameters(site.stack.amqp_url()))
    try:
        queues = [queue_name(service, lane) for service in SERVICES for lane in (SHARED, DIRECTORY)]
        return [queue for queue in queues if not _stands(connection, queue)]
    finally:
        connection.close()


def _stands(connection: pika.BlockingConnection, queue: str) -> bool:
    try:
        connection.channel().queue_declare(queue, passive=True)
    except pika.exceptions.ChannelClosedByBroker:
        return False
    return True


def wait_for_directory(site: Installation) -> None:
    """Wait until every service's own copy of the directory is complete, auth's own, too: its lists are read there."""
    wanted = count_directory(site, "auth", ("post", "charge", "access_grant"))
    copies = ("directory_post", "directory_charge", "directory_grant")
    wait_until(
        lambda: all(count_directory(site, service, copies) == wanted for service in SERVICES),
        PATIENCE_SECONDS,
        "The copies of the directory",
    )


def count_directory(site: Installation, service: str, tables: tuple[str, ...]) -> list[int]:
    """How many rows each of these tables of a service has."""
    with site.stack.postgres.connection(service) as connection, connection.cursor() as cursor:
        counts: list[int] = []
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts += [int(row[0]) for row in cursor.fetchall()]
        return counts


def code_digest() -> str:
    """A fingerprint of the code that the processes run, and of the libraries under it."""
    total = hashlib.sha256((ROOT / "requirements" / "base.lock").read_bytes())
    for part in CODE:
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(str(path).encode() + path.read_bytes())
    return total.hexdigest()


def play_main_job(site: Installation) -> None:
    """The main job, when this copy has it; it prints its own steps and table."""
    if importlib.util.find_spec("deploy.local.main_job") is None or os.environ.get("KS_MAIN_JOB") == "no":
        return
    room: ModuleType = importlib.import_module("deploy.local.main_job")
    room.play(site)


def last_words(site: Installation, seconds: float) -> None:
    """Where everything is, who may log in, and what to do next."""
    total = memory.total_mib(Supervisor(site))
    say()
    for zone, what in (
        ("INTERNET", "citizens and portals"),
        ("VPN", "issued devices"),
        ("SECURE_LAN", "the secure network"),
    ):
        say(f"  {site.url(zone):<28} {zone}: {what}")
    say("  zones simulated: all three listen on loopback, so none of them proves where a caller is")
    say(f"  certificates   {site.certificate_authority.parent}")
    say(f"  mails          {site.mails}")
    say(f"  short messages {site.short_messages}")
    print_logins(site.demo_logins)
    say(f"\n  ready after {seconds:.0f} s, {total:.0f} MB in all processes together")
    tell_of_fresh_machine(Path(sys.prefix) / "fresh", seconds)
    say("  make status · make logs P=files-worker · make doctor · make stop")


def tell_of_fresh_machine(note: Path, seconds: float) -> None:
    """Once, after bootstrap.sh has made the machine able to run: all it took until now, with the downloads named."""
    if not note.exists():
        return
    installing, downloads = map(int, note.read_text().split())
    note.unlink()
    say(f"  fresh machine: {installing + seconds:.0f} s, of these {downloads} s downloads")


def print_logins(path: Path) -> None:
    """The demo staff; passwords and second factors stay in their file."""
    if not path.exists():
        return
    say(f"  demo logins    {path} (passwords and second factors, for your eyes only)")
    for login in json.loads(path.read_text(encoding="utf-8")).get("staff", []):
        say(f"      {login['staff_uid']}  {login['post']:<14} {login['name_en']}")


def _silent(_name: str) -> None:
    return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nstopped by you; what runs goes on running: make stop")
