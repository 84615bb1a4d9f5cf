"""What the worker of wfh listens to and does by the clock."""

from datetime import timedelta

from kernel.database import Transaction
from kernel.edge.worker import listener_of
from kernel.edge.worker.declare import timers_of
from services.auth import events as auth_events
from services.wfh import actions
from services.wfh.domain import Part, RequestState
from services.wfh.worker import WfhWorker
from tests.wfh.office import AT_HOME, MORNING, TUESDAY, UNDER_SECRETARY


def test_it_hears_the_directory_and_nothing_of_the_business_of_others() -> None:
    listener = listener_of(WfhWorker)

    assert set(listener.directory_events) == set(auth_events.DIRECTORY)
    assert listener.lane_events == ()


def test_its_timers_bring_the_day_in_and_tell_the_calendar(desk: Transaction) -> None:
    day = actions.ask(desk, AT_HOME, [(TUESDAY, Part.FULL)], "")[0]
    actions.approve(desk, UNDER_SECRETARY, day.request_id)
    desk.now = MORNING + timedelta(minutes=1)

    for _name, _seconds, tick in timers_of(WfhWorker()):
        tick(desk)

    assert actions.request(desk, AT_HOME, day.request_id).state is RequestState.TAKEN
    assert desk._announced[-1].event.name in ("wfh.calendar-rule-published", "wfh.duty-hours-published")
