"""What can be done in auth, one function each."""

from services.auth.actions.backup_codes import (
    make_backup_codes,
    make_own_backup_codes,
    own_backup_codes,
)
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
from services.auth.actions.charges import (
    appoint,
    end_charge,
    grant_access,
    revoke_access,
)
from services.auth.actions.credentials import (
    change_password,
    enrol_totp,
    set_password,
)
from services.auth.actions.desk import (
    Desk,
    Realm,
)
from services.auth.actions.device_views import (
    Wanted,
    certificate,
    certificates,
    every_certificate,
    my_devices,
    waiting_enrolment,
    waiting_enrolments,
)
from services.auth.actions.devices import (
    close_portal,
    register_device,
    register_portal,
    revoke_device,
)
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
from services.auth.actions.equipment import (
    device_issued,
    device_returned,
    report_lost,
    withdraw_certificate,
)
from services.auth.actions.exchange import (
    NothingToImport,
    Report,
    empty_form,
    export_organisation,
    import_organisation,
    lines_of,
)
from services.auth.actions.grants import (
    all_grants_on,
    grants_on,
    grants_report,
)
from services.auth.actions.leaving import (
    retire,
)
from services.auth.actions.orders import (
    carry_out_due,
    give_order,
    merge,
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
from services.auth.actions.others_sessions import (
    SessionsOf,
    end_all_sessions,
    end_others_session,
    sessions_of,
    staff_uid_of,
)
from services.auth.actions.passkeys import (
    add_passkey,
    options_to_add,
    options_to_sign_in,
    options_to_step_up,
    own_passkeys,
    remove_passkey,
    rename_passkey,
)
from services.auth.actions.people import (
    reinstate,
    save_contact,
    suspend,
)
from services.auth.actions.places import (
    PLACES_KEPT,
    new_browser,
)
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
from services.auth.actions.reading import (
    me,
)
from services.auth.actions.republishing import (
    beat,
    forget,
    republish,
)
from services.auth.actions.secrets import (
    enrolment_uri,
)
from services.auth.actions.sessions import (
    end_own_session,
    logout,
    own_sessions,
    refresh,
)
from services.auth.actions.sign_in import (
    SignedIn,
    login,
    login_with_passkey,
)
from services.auth.actions.step_up import (
    SteppedUp,
    step_up,
)
from services.auth.actions.structure import (
    change,
    enter,
    officers,
    tree,
    units,
)
from services.auth.actions.tokens import (
    generate_keys,
    published_keys,
    signer_from,
)

__all__ = [
    "PLACES_KEPT",
    "Asked",
    "Certified",
    "Counter",
    "Desk",
    "Issuer",
    "NothingToImport",
    "Opened",
    "Parcel",
    "Realm",
    "Report",
    "SessionsOf",
    "SignedIn",
    "SteppedUp",
    "Transfer",
    "Wanted",
    "add_passkey",
    "all_grants_on",
    "appoint",
    "approve_enrolment",
    "ask_for_enrolment",
    "beat",
    "carry_out_due",
    "certificate",
    "certificates",
    "certify",
    "change",
    "change_password",
    "charges_to_decide",
    "close_portal",
    "collect_certificate",
    "collect_parcel",
    "delegate",
    "delegations",
    "device_issued",
    "device_returned",
    "empty_form",
    "end_all_sessions",
    "end_charge",
    "end_delegation",
    "end_others_session",
    "end_own_session",
    "enrol_totp",
    "enrolment_uri",
    "enter",
    "every_certificate",
    "export_organisation",
    "forget",
    "generate_keys",
    "give_order",
    "grant_access",
    "grants_on",
    "grants_report",
    "handover",
    "import_organisation",
    "issuer_from",
    "lines_of",
    "login",
    "login_with_passkey",
    "logout",
    "make_backup_codes",
    "make_own_backup_codes",
    "me",
    "merge",
    "my_devices",
    "new_browser",
    "officers",
    "open_link",
    "options_to_add",
    "options_to_sign_in",
    "options_to_step_up",
    "orders_waiting",
    "own_backup_codes",
    "own_passkeys",
    "own_sessions",
    "owner_of",
    "publish_revocations",
    "published_keys",
    "refresh",
    "refuse_enrolment",
    "register_device",
    "register_portal",
    "reinstate",
    "remove_passkey",
    "rename_passkey",
    "renew",
    "report_lost",
    "republish",
    "require_report",
    "retire",
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
    "sessions_of",
    "set_password",
    "signer_from",
    "staff_uid_of",
    "standing_of",
    "step_up",
    "suspend",
    "transfer",
    "tree",
    "units",
    "waiting_enrolment",
    "waiting_enrolments",
    "withdraw_certificate",
    "withdraw_enrolment",
    "withdraw_order",
]
