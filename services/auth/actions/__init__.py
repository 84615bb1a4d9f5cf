"""What can be done in auth, one function each."""

from services.auth.actions.certificates import (
    Certified,
    Issuer,
    Parcel,
    certify,
    issuer_from,
    owner_of,
    publish_revocations,
    renew,
    revocation_list,
)
from services.auth.actions.charges import appoint, end_charge, grant_access, revoke_access
from services.auth.actions.credentials import change_password, enrol_totp, set_password
from services.auth.actions.device_views import (
    Wanted,
    certificate,
    certificates,
    every_certificate,
    my_devices,
    waiting_enrolment,
    waiting_enrolments,
)
from services.auth.actions.devices import close_portal, register_device, register_portal, revoke_device
from services.auth.actions.enrolment import (
    Asked,
    Counter,
    Opened,
    approve_enrolment,
    ask_for_enrolment,
    collect_certificate,
    collect_parcel,
    open_link,
    refuse_enrolment,
    withdraw_enrolment,
)
from services.auth.actions.equipment import device_issued, device_returned, report_lost, withdraw_certificate
from services.auth.actions.organisation import (
    save_areas,
    save_departments,
    save_office_levels,
    save_offices,
    save_people,
    save_posts,
    save_ranks,
)
from services.auth.actions.people import reinstate, save_contact, suspend
from services.auth.actions.reading import me
from services.auth.actions.republishing import beat, forget, republish
from services.auth.actions.secrets import enrolment_uri
from services.auth.actions.sessions import end_own_session, logout, own_sessions, refresh
from services.auth.actions.sign_in import Desk, SignedIn, login
from services.auth.actions.tokens import generate_keys, published_keys, signer_from

__all__ = [
    "Asked",
    "Certified",
    "Counter",
    "Desk",
    "Issuer",
    "Opened",
    "Parcel",
    "SignedIn",
    "Wanted",
    "appoint",
    "approve_enrolment",
    "ask_for_enrolment",
    "beat",
    "certificate",
    "certificates",
    "certify",
    "change_password",
    "close_portal",
    "collect_certificate",
    "collect_parcel",
    "device_issued",
    "device_returned",
    "end_charge",
    "end_own_session",
    "enrol_totp",
    "enrolment_uri",
    "every_certificate",
    "forget",
    "generate_keys",
    "grant_access",
    "issuer_from",
    "login",
    "logout",
    "me",
    "my_devices",
    "open_link",
    "own_sessions",
    "owner_of",
    "publish_revocations",
    "published_keys",
    "refresh",
    "refuse_enrolment",
    "register_device",
    "register_portal",
    "reinstate",
    "renew",
    "report_lost",
    "republish",
    "revocation_list",
    "revoke_access",
    "revoke_device",
    "save_areas",
    "save_contact",
    "save_departments",
    "save_office_levels",
    "save_offices",
    "save_people",
    "save_posts",
    "save_ranks",
    "set_password",
    "signer_from",
    "suspend",
    "waiting_enrolment",
    "waiting_enrolments",
    "withdraw_certificate",
    "withdraw_enrolment",
]
