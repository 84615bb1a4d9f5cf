"""Of every door to one thing somebody has said whose the thing is."""

from collections import Counter

from tests.access.owned import test_auth, test_centre, test_files, test_notify, test_public, test_wfh
from tests.access.owned.trying import DOORS

RULES = [
    rule
    for told in (test_auth, test_centre, test_files, test_notify, test_public, test_wfh)
    for rule in told.RULES
]
# What their paths name belongs to nobody: kinds of units, tables of all that the reader may see, and texts of messages.
OF_NOBODY = {
    "auth GET /staff/organisation/{units}",
    "auth GET /staff/organisation/{units}/new",
    "auth POST /staff/organisation/{units}/new",
    "auth GET /staff/people/export/{kind}",
    "auth GET /staff/people/template/{kind}",
    "notify GET /v1/templates/{purpose}/{channel}/{language}",
}


def test_every_door_to_one_thing_stands_in_one_sentence() -> None:
    said = Counter(door for rule in RULES for door in rule.doors)
    guarded = {name for name, door in DOORS.items() if "{" in door.route.path and not door.route.public}

    assert sorted(guarded - said.keys() - OF_NOBODY) == [], "nobody has said whose these are"
    assert sorted((said.keys() | OF_NOBODY) - guarded) == [], "these doors are gone"
    assert [door for door, times in said.items() if times > 1] == []
