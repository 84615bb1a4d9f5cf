"""The validator finds what is wrong, so that its silence means something."""

import pytest

from tests.ui.markup import invalid_html


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("<p>one</div>", "close-order"),
        ("<ul><p>one</p></ul>", "element-permitted-content"),
        ('<a href="/"><button type="button">one</button></a>', "element-permitted-content"),
        ('<p id="one">one</p><p id="one">two</p>', "no-dup-id"),
        ('<label for="one">one</label>', "no-missing-references"),
        ('<input type="one" name="one">', "attribute-allowed-values"),
        ("<one>one</one>", "element-name"),
    ],
)
def test_what_is_wrong_is_said(source: str, rule: str) -> None:
    assert any(each.endswith(f"({rule})") for each in invalid_html(source))


def test_of_what_is_right_nothing_is_said() -> None:
    assert invalid_html('<p id="one">एक <b>दो</b></p>') == []
