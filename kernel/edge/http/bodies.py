"""What a request carries, read within limits and held against its declared shape."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any, cast
from urllib.parse import parse_qsl

import falcon
from falcon.media.multipart import MultipartForm, MultipartParseError
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError

from kernel.edge.http.call import Call
from kernel.edge.http.routes import shape
from kernel.errors import Invalid, TooLarge, UnsupportedType
from kernel.languages import _

LARGEST_JSON_BYTES = 64 * 1024
LARGEST_UPLOAD_BYTES = 10 * 1024 * 1024
MOST_PARTS = 40
_IN_MEMORY_BYTES = 256 * 1024
# Days far away are slips of the hand, and one day more or less of them is no date any more.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_FAR_DAY = f"Must be a day of the years {_FIRST_YEAR} to {_LAST_YEAR}."
# What falcon reads in an address for bytes that are no UTF-8.
_NOT_UTF_8 = "\ufffd"


class NotReadable(Invalid):
    """The body is not what its content type says, or the address holds what is no text."""

    text = _("The content could not be read. Send valid UTF-8 text in the declared form.")


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name and type are claims, never facts."""

    field: str
    filename: str
    declared_type: str
    stream: IO[bytes]
    size: int
    sha256: str


@dataclass
class Body:
    """The fields and files of a request, with a fingerprint for idempotency."""

    fields: dict[str, Any] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    fingerprint: str = ""

    def close(self) -> None:
        """Let go of the uploaded files."""
        for upload in self.uploads:
            upload.stream.close()


def read_body(call: Call) -> Body:
    """Read the body as its content type says; nothing is read where the route takes nothing."""
    if call.route.takes is None and not call.route.uploads:
        return Body()
    kind = (call.request.content_type or "").split(";")[0].strip().lower()
    if kind == "multipart/form-data" and call.route.uploads:
        return _multipart(call)
    if kind == "application/json" and not call.router.is_foreign:
        raw = _bounded(call.request)
        return Body(_json(raw), fingerprint=hashlib.sha256(raw).hexdigest())
    if kind == "application/x-www-form-urlencoded" and (call.router.is_foreign or not call.router.is_api):
        return _form(call.request, once_each=call.router.is_foreign)
    raise UnsupportedType(accepted=_accepted(call))


def typed_unasked(call: Call) -> dict[str, Any]:
    """The fields of a form that came to a route which takes none; empty where there are none to read."""
    kind = (call.request.content_type or "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return {}
    try:
        return _form(call.request, once_each=False).fields
    except (NotReadable, TooLarge):
        return {}


def load(schema: type[Schema] | None, values: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    """*values* in their declared shape; raises Invalid with the fields at fault."""
    if schema is None:
        return values
    try:
        loaded = cast("dict[str, Any]", shape(schema).load(values, unknown=RAISE if strict else EXCLUDE))
    except ValidationError as error:
        fields = error.normalized_messages()  # type: ignore[no-untyped-call]  # marshmallow leaves it so
        raise Invalid(fields=fields) from None
    if far := {name: [_FAR_DAY] for name, value in loaded.items() if _is_far(value)}:
        raise Invalid(fields=far)
    return loaded


def _is_far(value: Any) -> bool:
    """Whether a day far away is in what was read, however deep."""
    if isinstance(value, date):
        return not _FIRST_YEAR <= value.year <= _LAST_YEAR
    if isinstance(value, dict):
        return any(_is_far(each) for each in value.values())
    return isinstance(value, list) and any(_is_far(each) for each in value)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        # Bytes given to json.loads may be UTF-16 or hold halves of characters.
        value = json.loads(raw.decode("utf-8") or "{}")
    except (ValueError, RecursionError):
        raise NotReadable from None
    if not isinstance(value, dict):
        raise NotReadable
    if b"\\u" in raw:
        refuse_broken({"": json.dumps(value, ensure_ascii=False)})
    return value


def _bounded(request: falcon.Request, largest: int = LARGEST_JSON_BYTES) -> bytes:
    if (request.content_length or 0) > largest:
        raise TooLarge(limit_mb=_megabytes(largest))
    raw: bytes = request.bounded_stream.read(largest + 1)
    if len(raw) > largest:
        raise TooLarge(limit_mb=_megabytes(largest))
    return raw


def _form(request: falcon.Request, *, once_each: bool) -> Body:
    raw = _bounded(request)
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS
        )
    except ValueError:
        raise NotReadable from None
    fields: dict[str, Any] = dict(pairs)
    if once_each and len(fields) < len(pairs):
        raise NotReadable
    refuse_broken(fields)
    return Body(fields, fingerprint=hashlib.sha256(raw).hexdigest())


def _multipart(call: Call) -> Body:
    body, print_of_all = Body(), hashlib.sha256()
    try:
        for part in _parts(call.request):
            if part.filename is None:
                body.fields[part.name] = _text(part.stream)
                print_of_all.update(f"{part.name}={body.fields[part.name]}\0".encode())
            elif upload := _upload(part):
                body.uploads.append(upload)
                print_of_all.update(f"{part.name}:{upload.sha256}\0".encode())
    except (MultipartParseError, UnicodeDecodeError, falcon.HTTPError):
        body.close()
        raise NotReadable from None
    except BaseException:
        body.close()
        raise
    refuse_broken(body.fields)
    body.fingerprint = print_of_all.hexdigest()
    return body


def _parts(request: falcon.Request) -> Iterator[Any]:
    if not request.content_length:
        raise NotReadable
    form = cast("MultipartForm", request.get_media())
    for number, part in enumerate(form):
        if number >= MOST_PARTS:
            raise Invalid
        yield part


def _text(stream: IO[bytes]) -> str:
    raw = stream.read(LARGEST_JSON_BYTES + 1)
    if len(raw) > LARGEST_JSON_BYTES:
        raise TooLarge(limit_mb=_megabytes(LARGEST_JSON_BYTES))
    return raw.decode("utf-8")


def _upload(part: Any) -> Upload | None:
    stream: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - it outlives this function
    digest, size = hashlib.sha256(), 0
    while chunk := part.stream.read(64 * 1024):
        size += len(chunk)
        if size > LARGEST_UPLOAD_BYTES:
            stream.close()
            raise TooLarge(limit_mb=_megabytes(LARGEST_UPLOAD_BYTES))
        digest.update(chunk)
        stream.write(chunk)
    stream.seek(0)
    if size == 0 and not part.filename:
        stream.close()
        return None
    return Upload(part.name, part.filename, part.content_type or "", stream, size, digest.hexdigest())


def refuse_broken(fields: dict[str, Any]) -> None:
    """Raise NotReadable for a NUL or a lone surrogate: no text that PostgreSQL or a reader could take."""
    if any(isinstance(value, str) and _is_broken(value) for value in fields.values()):
        raise NotReadable


def refuse_broken_address(call: Call) -> None:
    """The same for the path and the query, where bytes that are no UTF-8 are refused, too."""
    for value in (*call.path_parameters.values(), *call.request.params.values()):
        # What is asked more than once is a list.
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (_NOT_UTF_8 in text or _is_broken(text)):
                raise NotReadable


def _is_broken(text: str) -> bool:
    return "\0" in text or "\\u0000" in text or _has_surrogate(text)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _accepted(call: Call) -> str:
    forms = call.router.is_foreign or not call.router.is_api
    kinds = ["application/x-www-form-urlencoded"] if forms else ["application/json"]
    return ", ".join([*kinds, *(["multipart/form-data"] if call.route.uploads else [])])


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:g}"
