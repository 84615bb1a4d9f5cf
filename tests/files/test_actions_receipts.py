"""Papers come in: referred, over the counter, marked on."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest

from kernel import directory
from kernel.blobs import BlobMissingError
from kernel.identity import Zone
from services.files import actions, store
from services.files.access import (
    NotAtYourDesk,
    ReceiptUnknown,
)
from services.files.domain import (
    ConfidentialOnlyOnSecureLan,
    Grade,
    Medium,
    SecretNotOnThisNetwork,
)
from tests.fakes import an_id
from tests.files.desks import (
    ASSISTANT,
    LAN,
    OFFICER,
    PDF,
    PETITION,
    SECRETARY,
    Section,
    a_paper,
    a_post,
    a_receipt,
    a_referral,
    announced,
    assistant,
    at_desk,
    heard,
    names,
    officer,
    secretary,
    this_year,
)


def test_a_referred_case_becomes_a_receipt_with_its_petition_and_papers(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"), ("ATTACHMENT", PDF, "application/pdf"))

    with section.at("app") as tx:
        receipt = actions.diarise_referred_case(tx, section.vault, event)
    with section.at("vpn") as tx:
        view = actions.read_receipt(tx, assistant(), receipt.receipt_id)
        contents = [
            actions.read_document(tx, assistant(), row["document_id"], section.vault)[1].read()
            for row in view["documents"]
        ]

    assert receipt.diary_number == f"SEC-REV-S1/{this_year()}/000001"
    assert (receipt.marked_to, receipt.medium, receipt.case_id) == (
        ASSISTANT,
        Medium.ELECTRONIC,
        an_id("case"),
    )
    assert contents == [PETITION, PDF]
    assert view["external_refs"] == [{"system": "public", "number": "26100000175"}]
    assert names(section) == ["receipt-diarised"]


def test_a_case_of_any_language_is_diarised_in_the_offices_language(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"), language="en")

    with section.at("app") as tx:
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    assert receipt.subject == "प्रकरण 26100000175, नस्ती पर निर्णय हेतु प्रेषित"
    assert receipt.language == "en"


def test_a_referral_that_is_told_twice_is_the_same_receipt(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))

    for _ in range(2):
        with section.at("app") as tx:
            receipt = actions.diarise_referred_case(tx, section.vault, event)
    with section.at("app") as tx:
        documents = store.find_documents_of_receipt(tx, receipt.receipt_id, Grade.CONFIDENTIAL)

    assert len(documents) == 1
    assert names(section) == ["receipt-diarised"]


def test_a_case_that_is_referred_again_to_the_same_post_is_a_receipt_of_its_own(section: Section) -> None:
    first = a_referral(section, ("PETITION", PETITION, "text/plain"))
    again = heard(type(first)(**first.data))

    with section.at("app") as tx:
        receipts = [actions.diarise_referred_case(tx, section.vault, event) for event in (first, again)]
    with section.at("vpn") as tx:
        views = [actions.read_receipt(tx, assistant(), receipt.receipt_id) for receipt in receipts]

    assert [receipt.diary_number[-6:] for receipt in receipts] == ["000001", "000002"]
    assert [len(view["documents"]) for view in views] == [1, 1]
    assert names(section) == ["receipt-diarised", "receipt-diarised"]


def test_a_kept_document_outlives_its_sender(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))
    with section.at("app") as tx:
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    with section.at("app") as tx:
        named = store.find_named_blobs(tx, [event.documents[0]["sha256"], "0" * 64])
        section.public.blobs.release(event.documents[0]["sha256"])
        section.vault.blobs.sweep(lambda addresses: store.find_named_blobs(tx, addresses), grace=-1)
        document = store.find_documents_of_receipt(tx, receipt.receipt_id, Grade.CONFIDENTIAL)[0]
        row = store.get_document(tx, document["document_id"], Grade.CONFIDENTIAL)

    assert named == {event.documents[0]["sha256"]}
    assert section.vault.read(row).read() == PETITION


def test_a_referral_whose_bytes_are_missing_changes_nothing(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))
    section.public.blobs.release(event.documents[0]["sha256"])
    section.vault.blobs.sweep(grace=-1)

    with pytest.raises(BlobMissingError), section.at("app") as tx:
        actions.diarise_referred_case(tx, section.vault, event)

    assert announced(section) == []


def test_a_case_referred_to_a_post_that_ended_goes_to_its_successor(section: Section) -> None:
    ended = a_post("REV-SO-9", "SECTION_OFFICER", 9, None, [], valid_to=date(2025, 12, 31), successor=OFFICER)
    with section.at("app") as tx:
        directory.save(tx, heard(ended))

    with section.at("app") as tx:
        event = a_referral(section, post_id=an_id("REV-SO-9"))
        receipt = actions.diarise_referred_case(tx, section.vault, event)

    assert receipt.marked_to == OFFICER


def test_a_paper_over_the_counter_keeps_its_sender_apart(section: Section) -> None:
    sender = store.Sender("राम", "धमतरी", "क-12", date(2026, 3, 1))
    with section.at("vpn") as tx:
        receipt = actions.diarise(
            tx, at_desk("REV-REG-1"), a_paper(medium=Medium.PHYSICAL, sender=sender), OFFICER
        )
    with section.at("vpn") as tx:
        view = actions.read_receipt(tx, officer(), receipt.receipt_id)

    assert view["sender"]["name"] == "राम"
    assert view["receipt"].medium is Medium.PHYSICAL
    assert "राम" not in json.dumps(announced(section), ensure_ascii=False)


def test_a_confidential_paper_is_diarised_on_the_secure_lan_only(section: Section) -> None:
    with pytest.raises(ConfidentialOnlyOnSecureLan), section.at("vpn") as tx:
        a_receipt(tx, assistant(), grade=Grade.CONFIDENTIAL)
    for zone in (Zone.VPN, Zone.SECURE_LAN):
        with pytest.raises(SecretNotOnThisNetwork), section.at("lan") as tx:
            a_receipt(tx, assistant(zone=zone), grade=Grade.SECRET)

    with section.at("lan") as tx:
        assert a_receipt(tx, assistant(**LAN), grade=Grade.CONFIDENTIAL).diary_number.startswith("C/")


def test_a_receipt_is_marked_on_by_its_desk_only(section: Section) -> None:
    with section.at("vpn") as tx:
        receipt = a_receipt(tx, assistant())
        marked = actions.mark(tx, assistant(), receipt.receipt_id, OFFICER)
        assert marked.marked_to == OFFICER

    with pytest.raises(NotAtYourDesk), section.at("vpn") as tx:
        actions.mark(tx, assistant(), receipt.receipt_id, SECRETARY)
    with pytest.raises(ReceiptUnknown), section.at("vpn") as tx:
        actions.read_receipt(tx, secretary(), receipt.receipt_id)


def test_numbers_taken_at_the_same_moment_are_distinct_and_without_gaps(section: Section) -> None:
    def hand_in(role: str) -> str:
        with section.at(role) as tx:
            return a_receipt(tx, assistant(**LAN)).diary_number

    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(hand_in, ["vpn", "lan"] * 8))

    assert sorted(numbers) == [f"SEC-REV-S1/{this_year()}/{serial:06d}" for serial in range(1, 17)]


def test_the_same_referral_handled_twice_at_the_same_moment_is_one_receipt(section: Section) -> None:
    event = a_referral(section, ("PETITION", PETITION, "text/plain"))

    def handle(_which: int) -> UUID:
        with section.at("app") as tx:
            return actions.diarise_referred_case(tx, section.vault, event).receipt_id

    with ThreadPoolExecutor(4) as threads:
        receipts = set(threads.map(handle, range(4)))

    assert len(receipts) == 1
    assert names(section) == ["receipt-diarised"]
