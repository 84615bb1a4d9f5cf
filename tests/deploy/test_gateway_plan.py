"""What a plan of the gateway may say: no zone that anybody could be in, no room where none is needed."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.gateway import SERVICES, UPLOADS, Listener, Plan, UnsafeGatewayError, check, render
from deploy.launch import routers
from deploy.local.gateway import Gateway
from deploy.local.programs import ROOT


def test_room_for_documents_is_where_a_route_takes_them_and_nowhere_else() -> None:
    declared = {
        (service, re.sub(r"\{[^}]+\}", "x", route.path)): route.uploads
        for service in SERVICES
        for router in routers(service)
        for route in router.routes
        if route.method == "POST"
    }

    with_room = {
        (upload.service, path): True
        for upload in UPLOADS
        for service, path in declared
        if service == upload.service and re.fullmatch(upload.pattern, path)
    }
    assert with_room == {route: True for route, uploads in declared.items() if uploads}


def _production(tmp_path: Path, listener: Listener) -> Plan:
    return Plan(tmp_path, tmp_path, ROOT, tmp_path, (listener,), user="")


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::", "::1"])  # noqa: S104 - these are refused.
def test_production_refuses_a_secure_network_that_anybody_could_be_on(tmp_path: Path, address: str) -> None:
    plan = _production(tmp_path, Listener("SECURE_LAN", address, 443))

    with pytest.raises(UnsafeGatewayError, match="SECURE_LAN may not listen"):
        check(plan)


def test_production_refuses_a_vpn_without_device_certificates(tmp_path: Path) -> None:
    plan = _production(tmp_path, Listener("VPN", "10.1.1.1", 443, devices="optional"))

    with pytest.raises(UnsafeGatewayError, match="client certificate"):
        check(plan)


@pytest.mark.parametrize(
    ("first", "second"), [("10.1.1.1", "10.1.1.1"), ("2001:db8::1", "2001:DB8:0::1"), ("::", "0:0::0")]
)
@pytest.mark.parametrize("zone", ["VPN", "INTERNET"])
def test_two_listeners_in_one_place_are_refused(tmp_path: Path, zone: str, first: str, second: str) -> None:
    listeners = (Listener("INTERNET", first, 443), Listener(zone, second, 443, devices="on"))
    plan = replace(_production(tmp_path, listeners[0]), listeners=listeners)

    with pytest.raises(UnsafeGatewayError, match="Two listeners"):
        check(plan)


def test_a_zone_may_have_several_listeners_also_of_ipv6(tmp_path: Path) -> None:
    listeners = (
        Listener("INTERNET", "192.0.2.1", 443),
        Listener("INTERNET", "2001:DB8::1", 443),
        Listener("VPN", "192.0.2.1", 8443, devices="on"),
    )

    text = render(replace(_production(tmp_path, listeners[0]), listeners=listeners))["nginx.conf"]

    assert re.findall(r"listen (.+);", text) == [
        "192.0.2.1:443 ssl",
        "[2001:db8::1]:443 ssl",
        "192.0.2.1:8443 ssl",
    ]
    upstreams = re.findall(r"upstream (\w+) \{", text)
    assert len(upstreams) == len(set(upstreams)) == 2 * (len(SERVICES) + 1) + 1


def test_nginx_takes_a_plan_of_production_with_two_listeners_of_the_internet(tmp_path: Path) -> None:
    gateway = _InProduction(tmp_path / "gateway", tmp_path / "s")
    gateway.prepare()

    done = subprocess.run(gateway.command("-t").argv, capture_output=True, text=True, check=False)

    assert (done.returncode, [line for line in done.stderr.splitlines() if "warn" in line]) == (0, [])


class _InProduction(Gateway):
    """The open internet at two addresses, and no network that one machine cannot have."""

    def plan(self) -> Plan:
        plan = super().plan()
        internet, vpn, _secure_lan = plan.listeners
        listeners = (replace(internet, tls=True), replace(internet, tls=True, address="127.0.0.2"), vpn)
        return replace(plan, listeners=listeners, production=True)


def test_an_air_gapped_zone_has_no_gateway(tmp_path: Path) -> None:
    plan = replace(_production(tmp_path, Listener("AIR_GAPPED", "10.1.1.1", 443)), production=False)

    with pytest.raises(UnsafeGatewayError, match="AIR_GAPPED"):
        check(plan)
