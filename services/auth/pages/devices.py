"""One's own devices: asking for an enrolment, fetching the certificate by its link, reporting a loss."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Download
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.auth import actions
from services.auth.pages.room import page, pages
from services.auth.schemas import ButtonForm
from services.auth.schemas import devices as schemas

DEVICES = "/staff/devices"
LINK = DEVICES + "/enrol/{link}"


@pages.get(DEVICES, may="devices.own")
def my_devices(tx: Transaction, actor: Actor, call: Call) -> Page:
    """The devices in one's hands, and how far each is."""
    done = call.request.get_param("done") or ""
    return page("devices.html", done=done, **actions.my_devices(tx, actor))


@pages.post(DEVICES + "/ask", takes=schemas.AskEnrolment, may="devices.own", form=my_devices)
def ask_for_enrolment(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Redirect:
    """Ask for an enrolment, and go to its link, which is shown nowhere else."""
    asked = actions.ask_for_enrolment(tx, actor, body["device_id"])
    return Redirect(LINK.format(link=asked.link), secret=True)


@pages.post(DEVICES + "/enrolments/{enrolment_id:uuid}/withdraw", takes=ButtonForm, may="devices.own")
def withdraw_enrolment(tx: Transaction, actor: Actor, enrolment_id: UUID) -> Redirect:
    """Close one's own enrolment, as when its link was lost."""
    actions.withdraw_enrolment(tx, actor, enrolment_id)
    return Redirect(f"{DEVICES}?done=withdrawn")


@pages.post(DEVICES + "/certificates/{serial}/lost", takes=ButtonForm, may="devices.own")
def report_lost(tx: Transaction, actor: Actor, serial: str) -> Redirect:
    """Shut everything that a lost device could open."""
    actions.report_lost(tx, actor, serial)
    return Redirect(f"{DEVICES}?done=lost")


@pages.get(LINK, may="devices.own")
def opened_link(tx: Transaction, actor: Actor, link: str) -> Page:
    """What a link leads to: the waiting for approval, or the two ways to the certificate."""
    return page("device_enrol.html", link=LINK.format(link=link), opened=actions.open_link(tx, actor, link))


@pages.post(LINK + "/certificate", takes=schemas.RequestForm, may="devices.own", form=opened_link)
def collect_certificate(call: Call, actor: Actor, link: str, body: dict[str, Any]) -> Download:
    """The certificate of a key that never left the device."""
    made = actions.collect_certificate(_counter(call), actor, link, body["code"], body["request"])
    content = made.certificate + made.authority
    return Download([content.encode()], "application/x-pem-file", f"{_file(made.name)}.pem")


@pages.post(LINK + "/parcel", takes=schemas.ParcelForm, may="devices.own", form=opened_link)
def collect_parcel(call: Call, actor: Actor, link: str, body: dict[str, Any]) -> Download:
    """A key and its certificate in one file, for who has only a browser."""
    made = actions.collect_parcel(_counter(call), actor, link, body["code"], body["password_file"])
    return Download([made.content], "application/x-pkcs12", f"{_file(made.name)}.p12", len(made.content))


def _counter(call: Call) -> actions.Counter:
    context = call.context
    return actions.Counter(
        context.database, context.sealing, actions.issuer_from(*context.settings.authority)
    )


def _file(name: str) -> str:
    return name.replace(" ", "-").replace("/", "-")
