"""A small network of namespaces for the nodes of a cluster; links and routes in it can be cut. It needs root."""

import contextlib
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass, field

# Set aside for trials of network devices (RFC 2544), so no real network has these addresses.
PREFIX = "198.18.73"
HOST = 254


class NoNetworkError(RuntimeError):
    """Why this machine gives no namespaces."""


@dataclass
class Network:
    """One namespace for each node and one for the switch between them; nothing else of the machine is touched."""

    nodes: int = 3
    mark: str = field(default_factory=lambda: secrets.token_hex(2))

    def address(self, node: int) -> str:
        """A node's address; nodes are counted from 1."""
        return f"{PREFIX}.{node}"

    def within(self, node: int) -> tuple[str, ...]:
        """What stands before a command so that it runs in a node's namespace."""
        return (
            str(shutil.which("ip", path=os.defpath + ":/sbin:/usr/sbin")),
            "netns",
            "exec",
            self._name(node),
        )

    def build(self) -> None:
        """Make it; raises NoNetworkError, and leaves nothing behind then."""
        if os.geteuid() != 0:
            raise NoNetworkError("network namespaces need root")
        try:
            self._build()
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            self.remove()
            reason = getattr(error, "stderr", "") or str(error)
            raise NoNetworkError(f"no network namespaces here: {reason.strip()}") from error

    def _build(self) -> None:
        switch = self._name(0)
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "name", "switch", "type", "bridge")
        _ip("-n", switch, "link", "set", "switch", "up")
        _ip("link", "add", self._host_link, "type", "veth", "peer", "name", "host", "netns", switch)
        _ip("-n", switch, "link", "set", "host", "master", "switch", "up")
        _ip("addr", "add", f"{PREFIX}.{HOST}/24", "dev", self._host_link)
        _ip("link", "set", self._host_link, "up")
        for node in range(1, self.nodes + 1):
            self._add(node)

    def _add(self, node: int) -> None:
        name, switch = self._name(node), self._name(0)
        _ip("netns", "add", name)
        _ip("-n", name, "link", "add", "eth0", "type", "veth", "peer", "name", f"node{node}", "netns", switch)
        _ip("-n", name, "addr", "add", f"{self.address(node)}/24", "dev", "eth0")
        _ip("-n", name, "link", "set", "eth0", "up")
        _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", switch, "link", "set", f"node{node}", "master", "switch", "up")

    def remove(self) -> None:
        """Take it away."""
        with contextlib.suppress(subprocess.CalledProcessError, FileNotFoundError):
            _ip("link", "del", self._host_link)
        for node in range(self.nodes + 1):
            with contextlib.suppress(subprocess.CalledProcessError, FileNotFoundError):
                _ip("netns", "del", self._name(node))

    def unplug(self, node: int) -> None:
        """Cut a node off from everybody, its clients included."""
        _ip("-n", self._name(0), "link", "set", f"node{node}", "down")

    def silence(self, node: int, towards: int) -> None:
        """Let nothing go from one node to another; the other way stays open."""
        _ip("-n", self._name(node), "route", "replace", "blackhole", f"{self.address(towards)}/32")

    def mend(self) -> None:
        """Undo every cut."""
        for node in range(1, self.nodes + 1):
            _ip("-n", self._name(0), "link", "set", f"node{node}", "up")
            _ip("-n", self._name(node), "route", "flush", "type", "blackhole")

    @property
    def _host_link(self) -> str:
        return f"ksc-{self.mark}"

    def _name(self, node: int) -> str:
        return f"ksc-{self.mark}-{node}"


def _ip(*arguments: str) -> None:
    environment = {"PATH": f"{os.defpath}:/sbin:/usr/sbin"}
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, env=environment)
