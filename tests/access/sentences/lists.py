"""What is looked at behind doors to no one thing, in sentences."""

from tests.access.facts import Owned

LISTING_PETITIONS = Owned(
    "Petitions are listed and counted with a live access grant only.",
    lambda who, _place: who.is_granted,
    (
        "public GET /v1/cases",
        "public GET /v1/appeals",
        "public GET /desk",
        "public GET /desk/_fragment/due",
        "public GET /desk/_card/due",
        "public GET /desk/appeals",
        "public GET /desk/weekly",
        "public GET /desk/weekly.csv",
        "public GET /desk/cases.csv",
    ),
)
# From the internet a desk learns how many papers wait, and no list opens.
LISTING_PAPERS = Owned(
    "What lies at a desk is listed from the VPN inwards, with a live access grant.",
    lambda who, _place: who.is_inside and who.is_granted,
    ("files GET /files/inbox.csv",),
)
TAKING_PAPERS = Owned(
    "A paper is entered at any desk that diarises, up to the grade of its network.",
    lambda _who, _place: True,
    ("files POST /v1/receipts", "files POST /files/receipts/new"),
)
