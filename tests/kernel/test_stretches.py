"""What a batch's handlers are given together: much at once, and nobody's events out of their order."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kernel.events import Event
from kernel.inbox.handlers import Handler, stretches
from tests.fakes import an_id
from tests.kernel.backbone.events import CaseTransferred, PlaceRenamed, StepCounted, StepTaken

IN_BULK = (StepCounted, PlaceRenamed)
HANDLERS = {
    **{event: (Handler(lambda _tx, _events: None, bulk=True),) for event in IN_BULK},
    **{event: (Handler(lambda _tx, _events: None),) for event in (StepTaken, CaseTransferred)},
}
KINDS: dict[type[Event], dict[str, Any]] = {
    StepCounted: {"number": 1},
    PlaceRenamed: {"number": 1},
    StepTaken: {"number": 1},
    CaseTransferred: {"to": "HFW"},
}

events = st.lists(st.tuples(st.sampled_from(list(KINDS)), st.sampled_from("abc")), max_size=30).map(
    lambda chosen: [event(kind, case) for kind, case in chosen]
)


def event(kind: type[Event], case: str) -> Event:
    return kind(case_id=an_id(case), **KINDS[kind])


@given(events)
def test_every_event_is_given_once_and_those_of_a_subject_in_their_order(batch: list[Event]) -> None:
    given_in_turn = [event for _, together in stretches(HANDLERS, batch) for event in together]

    for case in "abc":
        subject = str(an_id(case))
        before, after = ([e for e in some if e.subject_id == subject] for some in (batch, given_in_turn))
        assert [id(e) for e in after] == [id(e) for e in before]


@given(events)
def test_an_event_that_is_handled_alone_stays_between_its_neighbours(batch: list[Event]) -> None:
    given_in_turn = [event for _, together in stretches(HANDLERS, batch) for event in together]

    for place, alone in enumerate(batch):
        if not isinstance(alone, IN_BULK):
            assert given_in_turn[place] is alone
            assert {id(e) for e in given_in_turn[:place]} == {id(e) for e in batch[:place]}


@given(events)
def test_what_is_given_together_is_of_one_class(batch: list[Event]) -> None:
    for kind, together in stretches(HANDLERS, batch):
        assert {type(event) for event in together} == {kind}
        assert len(together) == 1 or kind in IN_BULK


def test_cases_that_come_in_turns_are_given_together() -> None:
    turns = [event(kind, case) for case in "abc" for kind in IN_BULK]
    once_more = event(StepCounted, "b")

    assert [(kind, len(together)) for kind, together in stretches(HANDLERS, [*turns, once_more])] == [
        (StepCounted, 3),
        (PlaceRenamed, 3),
        (StepCounted, 1),
    ]
