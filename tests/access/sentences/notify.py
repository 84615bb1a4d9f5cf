"""Who may do what in notify, in sentences."""

from tests.access.facts import Sentence

SENTENCES = (
    Sentence(
        "Every employee reads the own notices from everywhere.",
        lambda who: who.is_staff,
        (
            "notify GET /v1/notices",
            "notify POST /v1/notices/{message_id}/read",
            "notify POST /v1/notices/read",
            "notify GET /v1/messages/{message_id}",
            "notify GET /notify/notices",
            "notify POST /notify/notices/read",
            "notify POST /notify/notices/{message_id}/read",
            "notify GET /notify/_fragment/notices",
            "notify GET /notify/_card/notices",
        ),
        about_oneself=True,
    ),
    Sentence(
        "Operators and the state's administrator oversee messages, from inside.",
        lambda who: who.is_inside and who.works_as("operator", "state_admin"),
        (
            "notify GET /v1/messages",
            "notify GET /v1/deliveries",
            "notify GET /v1/alarms",
            "notify GET /v1/templates",
            "notify GET /v1/templates/{purpose}/{channel}/{language}",
            "notify POST /v1/templates/registrations",
            "notify GET /notify/alarms",
        ),
    ),
    Sentence(
        "The identity custodian erases a contact, from inside.",
        lambda who: who.is_inside and who.works_as("identity_custodian"),
        ("notify POST /v1/contacts/{contact_id}/erasure",),
    ),
    Sentence(
        "Operators and the state's administrator see how a service is doing, from inside.",
        lambda who: who.is_inside and who.works_as("operator", "state_admin"),
        (
            "notify GET /notify/_fragment/ops",
            "notify GET /notify/_card/ops",
        ),
    ),
)
