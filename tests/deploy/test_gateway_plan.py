"""What a plan of the gateway may say: no zone that anybody could be in, no room where none is needed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.gateway import SERVICES, UPLOADS, Listener, Plan, UnsafeGatewayError, check
from deploy.launch import routers
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


def test_an_air_gapped_zone_has_no_gateway(tmp_path: Path) -> None:
    plan = replace(_production(tmp_path, Listener("AIR_GAPPED", "10.1.1.1", 443)), production=False)

    with pytest.raises(UnsafeGatewayError, match="AIR_GAPPED"):
        check(plan)
