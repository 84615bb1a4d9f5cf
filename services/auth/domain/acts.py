"""What stands in the record, in plain words."""

from kernel import sheets
from kernel.errors import Invalid
from kernel.identity import ActorKind
from kernel.languages import _
from services.auth.domain.sign_in import EndReason


class ActorUnknown(Invalid):
    """Nobody of this number and no post of this code was ever entered."""

    beside = ("actor",)
    text = _("There is no employee of this staff number and no post of this code.")


class PeriodWrong(Invalid):
    """A period begins before it ends."""

    beside = ("last_day",)
    text = _("The last day lies before the first. Correct the days.")


WORDS_OF_ACT = {
    "audit.exported": _("Record of acts exported"),
    "audit.searched": _("Record of acts searched"),
    "certificate.issued": _("Certificate of a device given"),
    "certificate.renewed": _("Certificate of a device renewed"),
    "credential.backup-codes-made": _("Backup codes made"),
    "credential.passkey-added": _("Passkey added"),
    "credential.passkey-removed": _("Passkey removed"),
    "credential.passkey-renamed": _("Passkey renamed"),
    "credential.password-refused": _("Password not changed: the present one was wrong"),
    "credential.password-set": _("Password set"),
    "credential.totp-enrolled": _("Authenticator set up"),
    "device.issued": _("Device issued"),
    "device.list-exported": _("List of devices exported"),
    "device.registered": _("Device registered"),
    "device.reported-lost": _("Device reported lost"),
    "device.returned": _("Device returned"),
    "device.revoked": _("Device taken back"),
    "directory.access-granted": _("Secure-network access given to a post"),
    "directory.access-revoked": _("Secure-network access of a post revoked"),
    "directory.area-saved": _("Area entered or changed"),
    "directory.charge-ended": _("Charge of a post ended"),
    "directory.charge-given": _("Charge of a post given"),
    "directory.charge-restored": _("Charge of a post holds again, its end was withdrawn"),
    "directory.contact-saved": _("Contact changed"),
    "directory.department-saved": _("Department entered or changed"),
    "directory.office-levels-saved": _("Levels of offices entered"),
    "directory.office-saved": _("Office entered or changed"),
    "directory.people-exported": _("List of employees exported"),
    "directory.person-active": _("Employee reinstated"),
    "directory.person-corrected": _("Names or language of an employee corrected"),
    "directory.person-entered": _("Employee entered"),
    "directory.person-left": _("Employee left the service"),
    "directory.person-read": _("An employee's particulars read"),
    "directory.person-retires": _("Retirement of an employee ordered"),
    "directory.person-saved": _("Employee entered or changed by a table"),
    "directory.person-suspended": _("Employee suspended"),
    "directory.post-saved": _("Post entered or changed"),
    "directory.rank-saved": _("Rank entered or changed"),
    "directory.republished": _("Whole directory announced again"),
    "enrolment.approved": _("Enrolment of a device approved"),
    "enrolment.asked": _("Enrolment of a device asked for"),
    "enrolment.done": _("Device enrolled"),
    "enrolment.refused": _("Enrolment of a device refused"),
    "enrolment.stopped": _("Certificate not given: link, code or request was wrong"),
    "enrolment.withdrawn": _("Enrolment of a device withdrawn"),
    "first-login.begun": _("One-time way to a login opened"),
    "first-login.issued": _("One-time way to a login given"),
    "first-login.refused": _("One-time code not accepted"),
    "first-login.used": _("Password and authenticator chosen by the one-time way"),
    "import.checked": _("Table of employees checked"),
    "import.codes-given": _("One-time codes given for a table of employees"),
    "import.dropped": _("Table of employees dropped"),
    "import.entered": _("Table of employees entered"),
    "import.handed-in": _("Table of employees handed in"),
    "import.ordered": _("Table of employees ordered to be entered"),
    "import.refused": _("Table of employees refused"),
    "openid.code-reused": _("A portal's sign-in code came twice; what it opened was closed"),
    "openid.logout-not-told": _("A portal could not be told that a session ended"),
    "openid.logout-told": _("A portal was told that a session ended"),
    "openid.portal-token": _("A portal took a token in its own name"),
    "openid.refused": _("Sign-in on a portal refused"),
    "openid.signed-in": _("Signed in on a portal"),
    "openid.token-given-back": _("A portal gave a token back"),
    "openid.token-reused": _("A portal's token came twice; its family was closed"),
    "organisation.imported": _("Organisation taken in from a file"),
    "organisation.order-carried-out": _("Order about the organisation carried out"),
    "organisation.order-kept": _("Order about the organisation kept for its day"),
    "organisation.order-refused": _("Order about the organisation could not be carried out"),
    "organisation.order-withdrawn": _("Order about the organisation withdrawn"),
    "organisation.unit-saved": _("Unit of the organisation entered or changed"),
    "portal.client-saved": _("Sign-in on a portal set up or changed"),
    "portal.closed": _("Portal closed"),
    "portal.registered": _("Portal registered"),
    "portal.secret-renewed": _("A portal's secret renewed"),
    "session.ended": _("Session ended"),
    "session.refused": _("Sign-in refused"),
    "session.started": _("Signed in"),
    "session.step-up-refused": _("Confirmation by the second factor refused"),
    "session.stepped-up": _("Confirmed by the second factor"),
    "sessions.ended": _("All sessions of an employee ended"),
    "sessions.looked-at": _("Sessions of an employee looked at"),
}
ANY_ACT = _("Any act")
OTHER_ACT = _("Another act")

WORDS_OF_ACTOR = {
    ActorKind.STAFF: _("An employee"),
    ActorKind.PORTAL: _("A portal"),
    ActorKind.CITIZEN: _("A citizen"),
    ActorKind.VISITOR: _("Somebody who had not signed in"),
    ActorKind.SYSTEM: _("The system"),
}

MEDIA_OF_KIND = {
    **sheets.MEDIA,
    "jsonl": "application/jsonl; charset=utf-8",
}

# Why a session ended; see EndReason.
WORDS_OF_REASON = {
    EndReason.LOGOUT: _("by signing out"),
    EndReason.OWNER: _("by its owner, from another session"),
    EndReason.REUSED: _("because a token came back that was used before: somebody may have copied it"),
    EndReason.EXPIRED: _("because its time was over"),
    EndReason.SUSPENDED: _("because its owner was suspended or left"),
    EndReason.PASSWORD: _("because the password was changed"),
    EndReason.DEVICE: _("because the device was taken back"),
    EndReason.RIGHTS: _("because rights ended"),
    EndReason.ADMINISTRATOR: _("by an administrator"),
    EndReason.LEFT: _("because its owner left the service"),
}
