"""The rules, service by service; nothing here is read from the product."""

from tests.access.facts import Sentence
from tests.access.sentences import auth, files, notify, public, wfh

SENTENCES: tuple[Sentence, ...] = (
    *auth.SENTENCES,
    *files.SENTENCES,
    *wfh.SENTENCES,
    *public.SENTENCES,
    *notify.SENTENCES,
)
