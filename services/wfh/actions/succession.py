"""Days at home before a post that ended pass to the post to which its work fell."""

from kernel import directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor
from services.wfh import store
from services.wfh.actions.days import announce_day
from services.wfh.actions.standing import deciding_heir
from services.wfh.domain import DayRequest, RequestState
from services.wfh.events import DayRequested

BATCH = 200


def pass_on_what_was_left(tx: Transaction) -> int:
    """Give the days ahead before ended posts to who decides now; answers how many went, at most about BATCH.

    Those that wait are told there; those that were given can be recalled there. While the directory may be behind,
    nothing goes.
    """
    passed, today = 0, local_date(tx.now)
    for post_id in [] if directory.is_stale(tx) else store.find_ended_deciders(tx, today):
        left = store.find_left_requests(tx, post_id, today, BATCH) if passed < BATCH else []
        passed += sum(_pass_on(tx, request) for request in left)
    return passed


def _pass_on(tx: Transaction, request: DayRequest) -> bool:
    from_post = request.approver_post
    to_post = deciding_heir(tx, from_post, request.person_id)
    if to_post is None:
        return False
    moved = request.passed_on_to(to_post)
    store.save_request(tx, moved)
    if moved.state is RequestState.REQUESTED:
        announce_day(tx, moved, DayRequested)
    tx.record(Actor.system("wfh"), "day.passed-on", moved.request_id, from_post=from_post, to_post=to_post)
    return True
