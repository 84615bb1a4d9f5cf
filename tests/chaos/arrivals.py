"""What came to the SMS centre and into the mailbox, by what notify knows it by, and how often."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HEAD_BYTES = 8192
# A mail's id at the sender is that of its delivery.
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([0-9a-f-]{36})@", re.IGNORECASE | re.MULTILINE)


def arrivals(short_messages: Path, mails: Path, since: float) -> Counter[str]:
    """Copies by the id that the centre gave a text message, and by the delivery that a mail names, from *since* on."""
    found = Counter(message.stem.rpartition("-")[2] for message in _kept(short_messages, since))
    found.update(delivery for mail in _kept(mails, since) if (delivery := _delivery_of(mail)))
    return found


def _kept(folder: Path, since: float) -> Iterator[Path]:
    """What is there whole; each name begins with the instant at which it came, in nanoseconds."""
    for kept in folder.iterdir():
        at = kept.name.partition("-")[0]
        if at.isdigit() and int(at) >= since * 1e9:
            yield kept


def _delivery_of(mail: Path) -> str:
    with mail.open("rb") as content:
        found = MESSAGE_ID.search(content.read(HEAD_BYTES))
    return found[1].decode("ascii") if found else ""
