"""What can be done in auth, one function each."""

from services.auth.actions.charges import appoint, end_charge, grant_access, revoke_access
from services.auth.actions.credentials import change_password, enrol_totp, set_password
from services.auth.actions.devices import close_portal, register_device, register_portal, revoke_device
from services.auth.actions.exchange import (
    XLSX,
    FileMissing,
    NothingToImport,
    Report,
    empty_form,
    export_organisation,
    import_file,
    import_organisation,
    lines_of,
    organisation_file,
)
from services.auth.actions.grants import all_grants_on, grants_on, grants_report
from services.auth.actions.leaving import retire
from services.auth.actions.orders import (
    carry_out_due,
    give_order,
    merge,
    orders_of,
    orders_waiting,
    withdraw_order,
)
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
from services.auth.actions.postings import (
    Transfer,
    charges_to_decide,
    delegate,
    delegations,
    end_delegation,
    handover,
    require_report,
    standing_of,
    transfer,
)
from services.auth.actions.reading import me
from services.auth.actions.republishing import beat, forget, republish
from services.auth.actions.secrets import enrolment_uri
from services.auth.actions.sessions import end_own_session, logout, own_sessions, refresh
from services.auth.actions.sign_in import Desk, SignedIn, login
from services.auth.actions.structure import change, enter, is_keeper, officers, tree, unit_shown, units
from services.auth.actions.tokens import generate_keys, published_keys, signer_from

__all__ = [
    "XLSX",
    "Desk",
    "FileMissing",
    "NothingToImport",
    "Report",
    "SignedIn",
    "Transfer",
    "all_grants_on",
    "appoint",
    "beat",
    "carry_out_due",
    "change",
    "change_password",
    "charges_to_decide",
    "close_portal",
    "delegate",
    "delegations",
    "empty_form",
    "end_charge",
    "end_delegation",
    "end_own_session",
    "enrol_totp",
    "enrolment_uri",
    "enter",
    "export_organisation",
    "forget",
    "generate_keys",
    "give_order",
    "grant_access",
    "grants_on",
    "grants_report",
    "handover",
    "import_file",
    "import_organisation",
    "is_keeper",
    "lines_of",
    "login",
    "logout",
    "me",
    "merge",
    "officers",
    "orders_of",
    "orders_waiting",
    "organisation_file",
    "own_sessions",
    "published_keys",
    "refresh",
    "register_device",
    "register_portal",
    "reinstate",
    "republish",
    "require_report",
    "retire",
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
    "standing_of",
    "suspend",
    "transfer",
    "tree",
    "unit_shown",
    "units",
    "withdraw_order",
]
