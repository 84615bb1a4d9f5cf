"""Who may do what in auth, in sentences."""

from tests.access.facts import Sentence

SENTENCES = (
    Sentence(
        "Administrators of a department or of the state give charges, from inside the network.",
        lambda who: who.is_inside and who.works_as("department_admin", "state_admin"),
        (
            "auth POST /v1/charges",
            "auth POST /v1/charges/{charge_id}/end",
        ),
    ),
    Sentence(
        "Only the state's administrator gives a post access to the secure network, from inside.",
        lambda who: who.is_inside and who.works_as("state_admin"),
        (
            "auth POST /v1/grants",
            "auth POST /v1/grants/{grant_id}/revoke",
        ),
    ),
    Sentence(
        "Administrators of a department or of the state suspend and reinstate, from inside.",
        lambda who: who.is_inside and who.works_as("department_admin", "state_admin"),
        (
            "auth POST /v1/people/{person_id}/suspend",
            "auth POST /v1/people/{person_id}/reinstate",
        ),
    ),
    Sentence(
        "The state's administrator and the identity custodian register devices and portals, from inside.",
        lambda who: who.is_inside and who.works_as("state_admin", "identity_custodian"),
        (
            "auth POST /v1/devices",
            "auth POST /v1/devices/{serial}/revoke",
            "auth POST /v1/portals",
            "auth POST /v1/portals/{portal_id}/close",
        ),
    ),
    Sentence(
        "The state's administrator and operators have the directory announced again, from inside.",
        lambda who: who.is_inside and who.works_as("state_admin", "operator"),
        ("auth POST /v1/directory/republish",),
    ),
    Sentence(
        "Names and designations are public; employees and portals read them here.",
        lambda who: who.is_staff or who.kind == "PORTAL",
        (
            "auth GET /v1/departments",
            "auth GET /v1/departments/without-nodal-officer",
            "auth GET /v1/departments/{code}",
            "auth GET /v1/departments/{code}/posts",
            "auth GET /v1/areas",
            "auth GET /v1/posts/{post_id}",
        ),
    ),
    Sentence(
        "Signing in, going on with a session, and the keys that verify tokens are there for everybody.",
        lambda _: True,
        (
            "auth POST /v1/login",
            "auth POST /v1/refresh",
            "auth GET /.well-known/jwks.json",
            "auth GET /staff/login",
            "auth POST /staff/login",
            "auth GET /staff/renew",
            "auth POST /staff/renew",
        ),
    ),
    Sentence(
        "Every employee sees to the own login, sessions, password and post, from every network, also without a charge.",
        lambda who: who.is_staff,
        (
            "auth POST /v1/logout",
            "auth GET /v1/me",
            "auth GET /v1/sessions",
            "auth POST /v1/sessions/{session_id}/end",
            "auth POST /v1/password",
            "auth GET /staff/account",
            "auth POST /staff/sessions/{session_id}/end",
            "auth GET /staff/password",
            "auth POST /staff/password",
            "auth GET /staff/post",
            "auth POST /staff/post",
            "auth GET /staff/_fragment/me",
            "auth GET /staff/_card/me",
            "auth GET /staff/logout",
            "auth POST /staff/logout",
        ),
    ),
    Sentence(
        "Operators and the state's administrator see how a service is doing, from inside.",
        lambda who: who.is_inside and who.works_as("operator", "state_admin"),
        (
            "auth GET /staff/_fragment/ops",
            "auth GET /staff/_card/ops",
        ),
    ),
)
