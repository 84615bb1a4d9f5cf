"""The session with an operator: what is said, what is understood, and what happens when it breaks."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
import smpp34

from kernel.clock import new_id
from services.notify.domain import Dlt, Receipt, Rendered, State
from services.notify.sender import Parcel, ProviderAwayError, ProviderBusyError, Sms
from services.notify.sender.window import WINDOW
from tests.notify.operator import ANSWER, DELIVER, SUBMIT, Operator, an_operator

HINDI = "आपका प्रकरण 26100000175 दर्ज हुआ।"
ENTITY, TEMPLATE = "1101234567890123456", "1107654321098765432"
INVALID_LENGTH, NOT_BOUND, INVALID_SOURCE_TYPE, VENDORS_OWN = 0x01, 0x04, 0x48, 0x451


def a_parcel(body: str = HINDI, delivery_id: UUID | None = None) -> Parcel:
    dlt = Dlt("GOVERNMENT", ENTITY, "CGGOVT", TEMPLATE)
    return Parcel(delivery_id or new_id(), 1, 3, "919800000001", Rendered(None, body), dlt)


@contextmanager
def a_session(on_submit: Callable[[Operator, smpp34.SubmitSm], None]) -> Iterator[tuple[Operator, Sms]]:
    with an_operator(on_submit) as operator:
        session = Sms(f"smpp://u:p@127.0.0.1:{operator.port}?reference_tag=0x1500", "KRYSTU")
        session.connect()
        yield operator, session
        session.close()


def _soon(done: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not done() and time.monotonic() < end:
        time.sleep(0.01)
    return done()


def test_a_message_carries_our_reference_and_its_registration() -> None:
    parcel = a_parcel()
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        (result,) = session.send([parcel])

    (message,) = operator.submitted
    said = {tlv.tag: tlv.as_string() for tlv in message.tlvs}
    assert said == {0x1400: ENTITY, 0x1401: TEMPLATE, 0x1500: str(parcel.delivery_id)}
    assert (message.source_addr, message.destination_addr) == ("CGGOVT", "919800000001")
    assert bytes(message.short_message).decode("utf-16-be") == HINDI
    assert message.registered_delivery == 1
    assert (result.state, result.provider_message_id) == (State.SENT, "m1")


def test_an_english_message_takes_the_short_alphabet() -> None:
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        session.send([a_parcel("Your case 26100000175 is registered.")])

    (message,) = operator.submitted
    assert message.data_coding == 0
    assert bytes(message.short_message) == b"Your case 26100000175 is registered."


def test_a_long_message_goes_whole_as_a_payload() -> None:
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        session.send([a_parcel("न" * 134)])

    (message,) = operator.submitted
    payload = next(tlv.value for tlv in message.tlvs if tlv.tag == smpp34.TLV_MESSAGE_PAYLOAD)
    assert bytes(payload).decode("utf-16-be") == "न" * 134
    assert bytes(message.short_message) == b""


def test_no_more_than_a_window_is_under_way() -> None:
    held: list[smpp34.SubmitSm] = []
    most: list[int] = []

    def answer_when_full(operator: Operator, message: smpp34.SubmitSm) -> None:
        held.append(message)
        most.append(len(held))
        if len(held) == WINDOW or len(operator.submitted) == 25:
            for one in reversed(held):
                operator.accept(one, message_id=str(one.sequence_number))
            held.clear()

    with a_session(answer_when_full) as (_operator, session):
        results = session.send([a_parcel() for _n in range(25)])

    assert max(most) == WINDOW
    assert {result.state for result in results} == {State.SENT}
    assert len({result.delivery_id for result in results}) == 25


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (smpp34.ESME_RTHROTTLED, State.TEMPORARY_FAILURE),
        (smpp34.ESME_RMSGQFUL, State.TEMPORARY_FAILURE),
        (smpp34.ESME_RINVDSTADR, State.PERMANENT_FAILURE),
        (INVALID_LENGTH, State.TECHNICAL_FAILURE),
        (smpp34.ESME_RINVSRCADR, State.TEMPORARY_FAILURE),
        (NOT_BOUND, State.TEMPORARY_FAILURE),
        (INVALID_SOURCE_TYPE, State.TEMPORARY_FAILURE),
        (VENDORS_OWN, State.TEMPORARY_FAILURE),
    ],
)
def test_only_a_refusal_of_the_number_or_of_the_text_is_final(status: int, state: State) -> None:
    with a_session(lambda operator, message: operator.accept(message, status=status)) as (_, session):
        (result,) = session.send([a_parcel()])

    assert (result.state, result.code) == (state, f"smpp-{status:#x}")


@pytest.mark.parametrize("status", [NOT_BOUND, smpp34.ESME_RINVSRCADR, VENDORS_OWN])
def test_an_operator_that_refuses_us_is_left_alone_and_bound_to_anew(status: int) -> None:
    with a_session(lambda operator, message: operator.accept(message, status=status)) as (operator, session):
        session.send([a_parcel()])
        trouble = session.trouble
        session.connect()
        operator.on_submit = lambda operator, message: operator.accept(message)
        (result,) = session.send([a_parcel()])

        assert isinstance(trouble, ProviderAwayError)
        assert session.trouble is None
        assert operator.binds == 2
        assert result.state is State.SENT


def test_an_operator_that_takes_others_refuses_the_one_message() -> None:
    def refuse_the_first(operator: Operator, message: smpp34.SubmitSm) -> None:
        operator.accept(message, status=VENDORS_OWN if len(operator.submitted) == 1 else 0)

    with a_session(refuse_the_first) as (_operator, session):
        results = session.send([a_parcel() for _n in range(3)])

        assert session.trouble is None
        assert [result.state for result in results] == [State.TEMPORARY_FAILURE, State.SENT, State.SENT]


@pytest.mark.parametrize("status", [smpp34.ESME_RTHROTTLED, smpp34.ESME_RMSGQFUL])
def test_an_operator_that_has_enough_is_given_no_more(status: int) -> None:
    def enough_after_five(operator: Operator, message: smpp34.SubmitSm) -> None:
        operator.accept(message, status=status if len(operator.submitted) > 5 else 0)

    with a_session(enough_after_five) as (operator, session):
        results = session.send([a_parcel() for _n in range(50)])

        assert isinstance(session.trouble, ProviderBusyError)
        assert [result.state for result in results].count(State.SENT) == 5
        assert len([result for result in results if result.is_given_back]) == 50 - len(operator.submitted)
        assert len(operator.submitted) <= 5 + WINDOW


def test_an_operator_that_has_enough_from_the_start_is_left_alone() -> None:
    throttled = smpp34.ESME_RTHROTTLED

    with a_session(lambda operator, message: operator.accept(message, status=throttled)) as (_, session):
        session.send([a_parcel() for _n in range(50)])

        assert isinstance(session.trouble, ProviderAwayError)


def test_an_answer_may_say_more_than_its_number() -> None:
    def explain(operator: Operator, message: smpp34.SubmitSm) -> None:
        more = b"\x00\x1d\x00\x03ok\0" + b"\x04\x23\x00\x03\x03\x00\x00" + b"\x14\x99\x00\x01x"
        operator.write(SUBMIT | ANSWER, message.sequence_number, b"m1\0" + more)

    with a_session(explain) as (_operator, session):
        results = session.send([a_parcel(), a_parcel()])

    assert [(result.state, result.provider_message_id) for result in results] == [(State.SENT, "m1")] * 2


@pytest.mark.parametrize("command", [0x1234, DELIVER])
def test_what_cannot_be_read_costs_none_of_the_answers_before_it(command: int) -> None:
    def talk_nonsense_after_two(operator: Operator, message: smpp34.SubmitSm) -> None:
        if len(operator.submitted) < 3:
            operator.accept(message, message_id=f"m{len(operator.submitted)}")
        elif len(operator.submitted) == 3:
            operator.write(command, 9001, bytes(17) + b"\x04\x27\x00\x01")

    with a_session(talk_nonsense_after_two) as (_operator, session):
        results = session.send([a_parcel() for _n in range(15)])

        assert [result.provider_message_id for result in results[:2]] == ["m1", "m2"]
        assert [result.unanswered for result in results[2:]].count(1) <= WINDOW
        assert len(results) == 15
        assert isinstance(session.trouble, ProviderAwayError)


def test_a_report_that_cannot_be_read_ends_the_session_and_nothing_else() -> None:
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        session.send([a_parcel()])
        operator.write(0x1234, 9001)
        reported = _soon(lambda: session.receipts() == [] and session.trouble is not None)

        assert reported
        assert isinstance(session.trouble, ProviderAwayError)


def test_an_operator_that_does_not_answer_in_time_may_have_what_it_was_handed() -> None:
    with a_session(lambda _operator, _message: None) as (operator, session):
        session.answer_seconds = 0.2
        results = session.send([a_parcel() for _n in range(15)])

        assert [result.unanswered for result in results] == [1] * WINDOW + [None] * 5
        assert all(result.is_given_back for result in results[WINDOW:])
        assert _soon(lambda: len(operator.submitted) == WINDOW)
        assert isinstance(session.trouble, ProviderAwayError)


def test_a_slow_operator_is_handed_no_more_than_it_answers_before_others_may_take_the_rest() -> None:
    def slowly(operator: Operator, message: smpp34.SubmitSm) -> None:
        time.sleep(0.1)
        operator.accept(message)

    with a_session(slowly) as (_operator, session):
        session.batch_seconds = 0.25
        results = session.send([a_parcel() for _n in range(50)])

        assert {result.state for result in results if not result.is_given_back} == {State.SENT}
        assert len([result for result in results if result.is_given_back]) >= 50 - WINDOW - 4
        assert session.trouble is None


def test_when_the_session_breaks_only_what_was_handed_over_counts() -> None:
    answered: set[str] = set()

    def hang_up_at_the_third(operator: Operator, message: smpp34.SubmitSm) -> None:
        if len(operator.submitted) > 2:
            operator.hang_up()
            return
        answered.update(tlv.as_string() or "" for tlv in message.tlvs if tlv.tag == 0x1500)
        operator.accept(message)

    with a_session(hang_up_at_the_third) as (_operator, session):
        results = session.send([a_parcel() for _n in range(15)])

        # A broken connection may swallow an answer that was given; it never invents one.
        assert {str(result.delivery_id) for result in results if result.state is State.SENT} <= answered
        unanswered = [result for result in results if result.state is not State.SENT]
        assert len(unanswered) >= 13
        assert {(result.state, result.tries) for result in unanswered} == {(State.CREATED, 3)}
        assert len([result for result in unanswered if result.unanswered == 1]) <= WINDOW
        assert all(result.is_given_back for result in unanswered if result.unanswered is None)
        assert len({result.delivery_id for result in results}) == 15


def test_a_session_that_cannot_be_opened_again_is_away() -> None:
    with a_session(lambda operator, _message: operator.close()) as (_operator, session):
        session.send([a_parcel()])

        with pytest.raises(ProviderAwayError):
            session.connect()


def test_a_receipt_that_overtakes_the_answer_is_kept_until_its_message_is_known() -> None:
    def report_first(operator: Operator, message: smpp34.SubmitSm) -> None:
        operator.report("m1")
        operator.accept(message, message_id="m1")

    with a_session(report_first) as (operator, session):
        session.send([a_parcel()])
        early = session.receipts()
        session.confirm(set())
        again = session.receipts()
        unconfirmed = list(operator.confirmed)
        session.confirm({"m1"})
        confirmed = _soon(lambda: operator.confirmed == [7001])

    assert early == again == [Receipt("m1", State.DELIVERED, None, "smpp-receipt-000")]
    assert unconfirmed == []
    assert confirmed
    assert session.receipts() == []


def test_a_receipt_for_nobody_is_confirmed_after_a_while() -> None:
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        session.send([a_parcel()])
        operator.report("somebody else's")
        _soon(lambda: bool(session.receipts()))
        session.confirm(set())
        still_kept = bool(session.receipts())
        session.receipt_seconds = 0.0
        session.confirm(set())

        assert still_kept
        assert _soon(lambda: operator.confirmed == [7001])


def test_an_intermediate_report_says_nothing_final() -> None:
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        session.send([a_parcel()])
        operator.report("m1", state="ENROUTE")
        time.sleep(0.1)
        reported = session.receipts()
        session.confirm(set())

        assert reported == []
        assert _soon(lambda: operator.confirmed == [7001])


def test_the_operator_may_ask_whether_we_are_there() -> None:
    def ask_first(operator: Operator, message: smpp34.SubmitSm) -> None:
        operator.enquire(sequence=8001)
        operator.accept(message)

    with a_session(ask_first) as (operator, session):
        (result,) = session.send([a_parcel()])

        assert _soon(lambda: operator.alive == [8001])
        assert result.state is State.SENT


def test_an_operator_that_says_goodbye_is_believed() -> None:
    def unbind(operator: Operator, _message: smpp34.SubmitSm) -> None:
        operator.write(0x06, 9001)

    with a_session(unbind) as (_operator, session):
        (result,) = session.send([a_parcel()])

    assert result.state is State.CREATED


def test_we_say_goodbye_ourselves() -> None:
    with a_session(lambda operator, message: operator.accept(message)) as (operator, session):
        session.close()

        assert operator.unbound.wait(30)
