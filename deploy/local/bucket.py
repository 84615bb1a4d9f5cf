"""The bucket in which documents lie, when the caller's environment names one; see docs/how-to/keep-documents-in-s3.md."""

import os
from pathlib import Path

from deploy.local.programs import Memory, NotReadyError

NAMED_BY = "KS_BLOB_URL"
REACHED_BY = (
    "AWS_ENDPOINT_URL_S3",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "AWS_CA_BUNDLE",
)
FORGOTTEN = """\
The documents of this installation lie in {bucket}, which this shell's environment does not name: the services would
look for them in the directory, and keep new ones there. Give what was given before ({names}), and begin again.
To go back to the directory, when the documents are there: KS_BLOB_URL= make run"""


def handed_on() -> dict[str, str]:
    """What the services are told from the caller's own environment: nothing, unless it names a bucket."""
    names = (NAMED_BY, *REACHED_BY) if os.environ.get(NAMED_BY) else ()
    return {name: os.environ[name] for name in names if name in os.environ}


def bucket_of(installation: Path) -> str:
    """The bucket of the last start, or else the one that this shell names; '' where documents lie in the directory."""
    return _memory(installation).read().get(NAMED_BY) or os.environ.get(NAMED_BY, "")


def require_remembered(installation: Path) -> None:
    """Refuse to tell services nothing of the bucket of the last start; what is said now is remembered, without keys."""
    memory = _memory(installation)
    last, named = memory.read(), os.environ.get(NAMED_BY)
    if named is None and last.get(NAMED_BY):
        raise NotReadyError(FORGOTTEN.format(bucket=last[NAMED_BY], names=last["names"]))
    if named or last:
        memory.keep(NAMED_BY, named or "")
        memory.keep("names", ", ".join(handed_on()))


def _memory(installation: Path) -> Memory:
    return Memory(installation / "bucket.json")
