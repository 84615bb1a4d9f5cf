"""Of every door to one thing somebody has said whose the thing is."""

from collections import Counter

from tests.access.owned import test_auth, test_centre, test_files, test_notify, test_public, test_wfh
from tests.access.saying import DOORS

RULES = [
    rule
    for told in (test_auth, test_centre, test_files, test_notify, test_public, test_wfh)
    for rule in told.RULES
]
# What these paths name belongs to nobody, and why.
OF_NOBODY = {
    "auth GET /staff/people/template/{kind}": "a table without rows, the same for everybody, as CSV or as a workbook",
    "notify GET /v1/templates/{purpose}/{channel}/{language}": "one text of the whole state, of no department",
}


def test_every_door_to_one_thing_stands_in_one_sentence() -> None:
    said = Counter(door for rule in RULES for door in rule.doors)
    guarded = {name for name, door in DOORS.items() if "{" in door.route.path and not door.route.public}

    assert sorted(guarded - said.keys() - OF_NOBODY.keys()) == [], "nobody has said whose these are"
    assert sorted((said.keys() | OF_NOBODY.keys()) - guarded) == [], "these doors are gone"
    assert [door for door, times in said.items() if times > 1] == []
