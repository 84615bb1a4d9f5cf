"""Who may do what in wfh, in sentences."""

from tests.access.facts import Sentence

SENTENCES = (
    Sentence(
        "Who holds a post sees the own days, duty, roster and the published rules from everywhere.",
        lambda who: who.holds_post,
        (
            "wfh GET /v1/wfh/balance",
            "wfh GET /v1/wfh/ledger",
            "wfh GET /v1/wfh/requests",
            "wfh GET /v1/wfh/requests/{request_id}",
            "wfh POST /v1/wfh/requests/{request_id}/withdraw",
            "wfh GET /v1/wfh/roster",
            "wfh GET /v1/wfh/absences",
            "wfh GET /v1/wfh/calendar",
            "wfh GET /v1/wfh/duty-hours",
            "wfh GET /v1/wfh/attendance-orders",
            "wfh GET /wfh/days",
            "wfh POST /wfh/days/{request_id}/withdraw",
            "wfh GET /wfh/duty",
            "wfh GET /wfh/calendar",
            "wfh POST /wfh/calendar/feed",
            "wfh POST /wfh/calendar/feed/end",
            "wfh GET /wfh/roster",
            "wfh GET /wfh/roster.csv",
            "wfh GET /wfh/_fragment/today",
            "wfh GET /wfh/_card/today",
        ),
    ),
    Sentence(
        "One asks for a day at home in one's own post, never in that of an absent officer.",
        lambda who: who.holds_post and who.standing == "own",
        (
            "wfh POST /v1/wfh/requests",
            "wfh GET /wfh/days/ask",
            "wfh POST /wfh/days/ask",
        ),
    ),
    Sentence(
        "Decisions about other people are taken from inside the network.",
        lambda who: who.is_inside and who.holds_post,
        (
            "wfh GET /v1/wfh/awaiting",
            "wfh POST /v1/wfh/requests/{request_id}/approve",
            "wfh POST /v1/wfh/requests/{request_id}/refuse",
            "wfh POST /v1/wfh/requests/{request_id}/recall",
            "wfh POST /v1/wfh/roster-days",
            "wfh GET /wfh/approvals",
            "wfh GET /wfh/approvals/{request_id}",
            "wfh POST /wfh/approvals/{request_id}/approve",
            "wfh POST /wfh/approvals/{request_id}/refuse",
            "wfh POST /wfh/approvals/{request_id}/recall",
        ),
    ),
    Sentence(
        "Who holds a post records absences from everywhere: the own ones, which the act itself looks at.",
        lambda who: who.holds_post,
        (
            "wfh POST /v1/wfh/absences",
            "wfh POST /v1/wfh/absences/{absence_id}/cancel",
            "wfh GET /wfh/duty/absences",
            "wfh POST /wfh/duty/absences",
            "wfh POST /wfh/duty/absences/{absence_id}/cancel",
        ),
    ),
    Sentence(
        "Administrators of a department or of the state publish calendars, hours and orders, from inside.",
        lambda who: who.is_inside and who.works_as("department_admin", "state_admin"),
        (
            "wfh POST /v1/wfh/calendar-rules",
            "wfh POST /v1/wfh/duty-hours",
            "wfh POST /v1/wfh/attendance-orders",
            "wfh POST /v1/wfh/republish",
        ),
    ),
    Sentence(
        "A calendar feed opens by its secret address, which telephones fetch without signing in.",
        lambda _: True,
        ("wfh GET /wfh/calendar/{name}",),
    ),
    Sentence(
        "Operators and the state's administrator see how a service is doing, from inside.",
        lambda who: who.is_inside and who.works_as("operator", "state_admin"),
        (
            "wfh GET /wfh/_fragment/ops",
            "wfh GET /wfh/_card/ops",
        ),
    ),
    Sentence(
        "Administrators keep the register of equipment, from inside.",
        lambda who: who.is_inside and who.works_as("department_admin", "state_admin"),
        (
            "wfh GET /v1/wfh/equipment",
            "wfh GET /wfh/equipment",
            "wfh POST /v1/wfh/equipment",
            "wfh POST /v1/wfh/equipment/{device_id}/return",
            "wfh POST /wfh/equipment",
            "wfh POST /wfh/equipment/{device_id}/return",
        ),
    ),
    Sentence(
        "Who holds a post sees from everywhere what was issued to him.",
        lambda who: who.holds_post,
        ("wfh GET /v1/wfh/equipment/own",),
    ),
    Sentence(
        "What a leaver leaves undecided is shown inside.",
        lambda who: who.is_inside and who.holds_post,
        (
            "wfh GET /wfh/_card/handover",
            "wfh GET /wfh/_fragment/handover",
        ),
    ),
)
