"""The session with a mail relay: what it refuses because of the mail, and what because of us."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kernel.clock import new_id
from services.notify.domain import Rendered, State
from services.notify.sender import Mail, Parcel, ProviderAwayError
from tests.notify.relay import END, Relay, a_relay


def a_parcel(address: str = "citizen@example.in", unanswered: int = 0) -> Parcel:
    return Parcel(new_id(), 1, 1, address, Rendered("Case", "Registered."), unanswered=unanswered)


@contextmanager
def a_session(answer: Callable[[str], str | None]) -> Iterator[tuple[Relay, Mail]]:
    with a_relay(answer) as relay:
        mail = Mail(f"smtp://127.0.0.1:{relay.port}", "KaryaSetu <no-reply@karyasetu.example>")
        yield relay, mail
        mail.close()


@pytest.mark.parametrize(
    ("command", "said", "state"),
    [
        ("MAIL", "550 5.1.0 Sender unknown", State.TEMPORARY_FAILURE),
        ("MAIL", "530 5.7.0 Authenticate first", State.TEMPORARY_FAILURE),
        ("RCPT", "550 5.1.1 No such user", State.PERMANENT_FAILURE),
        ("RCPT", "554 5.7.1 Relay access denied", State.TEMPORARY_FAILURE),
        ("RCPT", "503 5.5.1 Nested mail", State.TEMPORARY_FAILURE),
        ("RCPT", "451 4.7.1 Greylisted", State.TEMPORARY_FAILURE),
        (END, "554 Transaction failed", State.PERMANENT_FAILURE),
    ],
)
def test_only_what_is_about_the_mail_is_final(command: str, said: str, state: State) -> None:
    with a_session(lambda heard: said if heard == command else None) as (_relay, mail):
        mail.connect()
        (result,) = mail.send([a_parcel()])

    assert (result.state, result.code) == (state, f"smtp-{said[:3]}")


def test_a_relay_that_refuses_our_sender_is_left_alone_and_costs_one_attempt() -> None:
    with a_session(lambda heard: "550 5.1.0 Sender unknown" if heard == "MAIL" else None) as (relay, mail):
        mail.connect()
        first, *others = mail.send([a_parcel() for _n in range(5)])

        assert isinstance(mail.trouble, ProviderAwayError)
        assert first.state is State.TEMPORARY_FAILURE
        assert all(other.is_given_back for other in others)
        assert relay.heard.count("MAIL") == 1


def test_a_relay_that_took_something_is_gone_on_with() -> None:
    said = iter(["250 Fine", "450 4.7.1 Too much mail from you"])

    with a_session(lambda heard: next(said) if heard == "MAIL" else None) as (_relay, mail):
        mail.connect()
        sent, refused, unsent = mail.send([a_parcel() for _n in range(3)])

        assert mail.trouble is None
        assert (sent.state, refused.state) == (State.SENT, State.TEMPORARY_FAILURE)
        assert unsent.is_given_back


def test_a_relay_that_does_not_greet_us_is_away() -> None:
    def refuse(heard: str) -> str | None:
        return "550 Go away" if heard in ("EHLO", "HELO") else None

    with a_session(refuse) as (_relay, mail), pytest.raises(ProviderAwayError):
        mail.connect()


def test_a_relay_that_closed_while_we_rested_is_away_before_anything_is_taken_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.notify.sender.mail.IDLE_SECONDS", -1)

    with a_session(lambda heard: "421 4.4.2 Idle too long" if heard == "NOOP" else None) as (_relay, mail):
        mail.connect()
        with pytest.raises(ProviderAwayError):
            mail.connect()


def test_a_relay_that_hangs_up_after_the_mail_may_have_it() -> None:
    with a_session(lambda heard: "" if heard == END else None) as (_relay, mail):
        mail.connect()
        first, second = mail.send([a_parcel(unanswered=1), a_parcel()])

        assert (first.state, first.unanswered, first.code) == (State.CREATED, 2, "no-answer")
        assert second.is_given_back
        assert isinstance(mail.trouble, ProviderAwayError)


def test_an_address_that_cannot_be_written_ends_alone() -> None:
    with a_session(lambda _heard: None) as (_relay, mail):
        mail.connect()
        results = mail.send([a_parcel("नागरिक@example.in"), a_parcel()])

    assert [result.state for result in results] == [State.TECHNICAL_FAILURE, State.SENT]
