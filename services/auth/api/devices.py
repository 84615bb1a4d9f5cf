"""Devices: one's own, their enrolment and renewal, the issuing officer's lists, and what the gateway reads."""

import base64
from typing import Any
from uuid import UUID

from kernel.certificates import pem_of
from kernel.database import Database, Transaction
from kernel.edge.http import Download
from kernel.errors import NotFound
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import actions
from services.auth.api.room import Body, api
from services.auth.schemas import devices as schemas
from services.auth.settings import Settings

PEM = "application/x-pem-file"


@api.get("/v1/devices/own", gives=schemas.OwnDevices, may="devices.own")
def my_devices(tx: Transaction, actor: Actor) -> Any:
    """The devices in your hands and your certificates."""
    return actions.my_devices(tx, actor)


@api.post(
    "/v1/enrolments", takes=schemas.AskEnrolment, gives=schemas.EnrolmentAsked, may="devices.own", status=201
)
def ask_for_enrolment(database: Database, actor: Actor, body: Body) -> Any:
    """Ask to have a device enrolled; its link is shown this once and opens after the approval."""
    with database.transaction() as tx:
        return actions.ask_for_enrolment(tx, actor, body["device_id"])


@api.post("/v1/enrolments/{enrolment_id:uuid}/withdraw", may="devices.own")
def withdraw_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID) -> None:
    """Close your own enrolment."""
    actions.withdraw_enrolment(tx, actor, enrolment_id)


@api.get("/v1/enrolments", query=schemas.QueueQuery, gives=schemas.Queue, may="devices.approve")
def waiting_enrolments(tx: Transaction, actor: Actor, query: Body) -> Any:
    """What waits for your approval, the oldest first."""
    return actions.waiting_enrolments(tx, actor, query["after"], query["limit"])


@api.post("/v1/enrolments/{enrolment_id:uuid}/approve", may="devices.approve")
def approve_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID) -> None:
    """Approve an enrolment: its link opens for a day."""
    actions.approve_enrolment(tx, actor, enrolment_id)


@api.post("/v1/enrolments/{enrolment_id:uuid}/refuse", takes=schemas.RefuseEnrolment, may="devices.approve")
def refuse_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID, body: Body) -> None:
    """Refuse an enrolment, with the grounds."""
    actions.refuse_enrolment(tx, actor, enrolment_id, body["remark"])


@api.post(
    "/v1/certificates",
    takes=schemas.CollectCertificate,
    gives=schemas.Certified,
    may="devices.own",
    status=201,
)
def collect_certificate(
    database: Database, sealing: Sealing, settings: Settings, actor: Actor, body: Body
) -> Any:
    """Fetch the certificate of a key that never leaves the device, by an approved link and a one-time code."""
    counter = _counter(database, sealing, settings)
    return actions.collect_certificate(counter, actor, body["link"], body["code"], body["request"])


@api.post(
    "/v1/certificates/parcel",
    takes=schemas.CollectParcel,
    gives=schemas.Parcel,
    may="devices.own",
    status=201,
)
def collect_parcel(database: Database, sealing: Sealing, settings: Settings, actor: Actor, body: Body) -> Any:
    """Fetch a new key with its certificate as a PKCS #12 file under your passphrase; it is kept nowhere."""
    counter = _counter(database, sealing, settings)
    parcel = actions.collect_parcel(counter, actor, body["link"], body["code"], body["passphrase"])
    content = base64.b64encode(parcel.content).decode()
    return {
        "serial": parcel.serial,
        "name": parcel.name,
        "expires_on": parcel.expires_on,
        "pkcs12": content,
    }


@api.post(
    "/v1/certificates/renew",
    takes=schemas.RenewCertificate,
    gives=schemas.Certified,
    may="devices.renew",
    status=201,
)
def renew(tx: Transaction, settings: Settings, actor: Actor, body: Body) -> Any:
    """Renew the certificate with which this is asked, by the device itself over the VPN."""
    return actions.renew(tx, actor, actions.issuer_from(*settings.authority), body["request"])


@api.get(
    "/v1/certificates", query=schemas.CertificateQuery, gives=schemas.DeviceCertificates, may="devices.issue"
)
def certificates(tx: Transaction, actor: Actor, query: Body) -> Any:
    """Valid certificates in your departments, the earliest end first."""
    return actions.certificates(tx, actor, actions.Wanted(**query))


@api.post("/v1/certificates/{serial}/lost", may="devices.own")
def report_lost(tx: Transaction, actor: Actor, serial: str) -> None:
    """Report your own device lost; everything that it could open is shut at once."""
    actions.report_lost(tx, actor, serial)


@api.post("/v1/certificates/{serial}/revoke", takes=schemas.OrderForm, may="devices.issue")
def withdraw_certificate(tx: Transaction, actor: Actor, serial: str, body: Body) -> None:
    """Take a certificate back by an order; its sessions end."""
    actions.withdraw_certificate(tx, actor, serial, body["order_number"])


@api.get("/v1/authority/certificate", public=True)
def authority(settings: Settings) -> Download:
    """The certificate of the installation's authority."""
    issuer = actions.issuer_from(*settings.authority)
    return Download([pem_of(issuer.authority.certificate).encode()], PEM, "authority.pem")


@api.get("/v1/authority/revocations", public=True)
def revocations(tx: Transaction) -> Download:
    """The signed list of revoked certificates, as the gateway reads it."""
    content = actions.revocation_list(tx)
    if content is None:
        raise NotFound
    return Download([content.encode()], PEM, "revocations.pem")


def _counter(database: Database, sealing: Sealing, settings: Settings) -> actions.Counter:
    return actions.Counter(database, sealing, actions.issuer_from(*settings.authority))
