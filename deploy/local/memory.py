"""Memory that the installation really takes: proportional set size, so that shared pages count once."""

from pathlib import Path

from deploy.local.supervision import Supervisor


def pss_mib(pid: int) -> float:
    """The proportional set size of one process in MiB; 0 when it is gone or may not be looked at."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def family(pid: int, children: dict[int, list[int]]) -> list[int]:
    """A process and everything it has started."""
    found = [pid]
    for member in found:
        found.extend(children.get(member, []))
    return found


def children_by_parent() -> dict[int, list[int]]:
    """Which processes belong to which, as of now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.name))
    return children


def by_process(supervisor: Supervisor) -> dict[str, float]:
    """MiB of each supervised process with its children."""
    children = children_by_parent()
    pids = {name: int(info["pid"]) for name, info in supervisor.states().items() if info["pid"]}
    return {name: sum(pss_mib(member) for member in family(pid, children)) for name, pid in pids.items()}


def total_mib(supervisor: Supervisor) -> float:
    """All processes together, the supervisor included, in MiB."""
    if not supervisor.is_running():
        return 0.0
    pid = int(supervisor.call("getPID"))
    return pss_mib(pid) + sum(by_process(supervisor).values())
