"""Papers are taken where their grade may be."""

import pytest

from kernel.errors import TooLarge
from kernel.identity import Zone
from services.files import actions
from services.files.domain import (
    ConfidentialOnlyOnSecureLan,
    Grade,
    PaperNotAccepted,
    PapersNotInThisZone,
    SecretNotOnThisNetwork,
)
from tests.files.desks import (
    LAN,
    PDF,
    Section,
    a_file,
    a_receipt,
    assistant,
)


def test_a_confidential_paper_is_taken_on_the_lan_into_the_confidential_cover(section: Section) -> None:
    confidential = actions.Paper(PDF, "a.pdf", Grade.CONFIDENTIAL)
    with section.at("lan") as tx:
        file = a_file(tx)
        actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, confidential, section.vault)
        ordinary = actions.Paper(PDF, "b.pdf", Grade.RESTRICTED)
        actions.add_paper_to_file(tx, assistant(**LAN), file.file_id, ordinary, section.vault)

    with section.at("lan") as tx:
        on_lan = actions.read_file(tx, assistant(**LAN), file.file_id)["documents"]
    with section.at("vpn") as tx:
        over_vpn = actions.read_file(tx, assistant(), file.file_id)["documents"]

    assert [row["place"] for row in on_lan] == ["1/c", "1/cc"]
    assert [row["place"] for row in over_vpn] == ["1/c"]


@pytest.mark.parametrize(
    ("grade", "zone", "refusal"),
    [
        (Grade.CONFIDENTIAL, Zone.VPN, ConfidentialOnlyOnSecureLan),
        (Grade.SECRET, Zone.VPN, SecretNotOnThisNetwork),
        (Grade.SECRET, Zone.SECURE_LAN, SecretNotOnThisNetwork),
        (Grade.TOP_SECRET, Zone.SECURE_LAN, SecretNotOnThisNetwork),
        (Grade.UNCLASSIFIED, Zone.INTERNET, PapersNotInThisZone),
    ],
)
def test_a_paper_is_refused_where_its_grade_may_not_be(
    section: Section, grade: Grade, zone: Zone, refusal: type[Exception]
) -> None:
    with section.at("lan") as tx:
        file = a_file(tx)
    paper = actions.Paper(PDF, "a.pdf", grade)

    with pytest.raises(refusal), section.at("lan") as tx:
        actions.add_paper_to_file(tx, assistant(zone=zone), file.file_id, paper, section.vault)

    assert section.vault.blobs.sweep(grace=-1) == 0


def test_hostile_papers_are_refused(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        for content, refusal in (
            (b"MZ\x90\x00", PaperNotAccepted),
            (PDF + b"0" * 10 * 1024 * 1024, TooLarge),
        ):
            paper = actions.Paper(content, "a.pdf", Grade.UNCLASSIFIED)
            with pytest.raises(refusal):
                actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault)


def test_the_scan_of_a_paper_is_graded_at_least_as_its_receipt(section: Section) -> None:
    with section.at("vpn") as tx:
        receipt = a_receipt(tx, assistant(), grade=Grade.RESTRICTED)
        paper = actions.Paper(PDF, "../scan.exe", Grade.UNCLASSIFIED)
        document = actions.add_paper_to_receipt(tx, assistant(), receipt.receipt_id, paper, section.vault)

    assert (document["grade"], document["filename"]) == ("RESTRICTED", "scan.pdf")


def test_the_sweep_of_a_minute_leaves_kept_papers_alone(section: Section) -> None:
    with section.at("vpn") as tx:
        file = a_file(tx, assistant())
        paper = actions.Paper(PDF, "a.pdf", Grade.UNCLASSIFIED)
        document = actions.add_paper_to_file(tx, assistant(), file.file_id, paper, section.vault)

    with section.at("app") as tx:
        actions.sweep_blobs(tx, section.vault)

    with section.at("vpn") as tx:
        _row, stream = actions.read_document(tx, assistant(), document["document_id"], section.vault)
        assert stream.read() == PDF
