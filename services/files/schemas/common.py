"""What the shapes of the e-office have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate

from kernel.languages import LANGUAGES, _

LARGEST_PAGE = 100
LONGEST_TEXT = 50_000
LONGEST_REASON = 1000

_NOT_A_CURSOR = _("Take this value from `next` of the page before.")
_BLANK = _("Write something here.")


class Cursor(fields.Field[Any]):
    """Where a page ends and the next one begins."""

    def _serialize(self, value: Any, *_about: Any, **_more: Any) -> str | None:
        return f"{value[0].isoformat().replace('+00:00', 'Z')}~{value[1]}" if value else None

    def _deserialize(self, value: Any, *_about: Any, **_more: Any) -> tuple[datetime, UUID]:
        at, _tilde, item_id = str(value).partition("~")
        try:
            instant, last = datetime.fromisoformat(at), UUID(item_id)
        except ValueError:
            raise ValidationError(_NOT_A_CURSOR) from None
        if instant.tzinfo is None:
            raise ValidationError(_NOT_A_CURSOR)
        return instant, last


def _not_blank(text: str) -> None:
    if not text.strip() or "\x00" in text:
        raise ValidationError(_BLANK)


def text(longest: int, **options: Any) -> fields.String:
    return fields.String(validate=[validate.Length(max=longest), _not_blank], **options)


def one_of(kind: Any, **options: Any) -> fields.Enum[Any]:
    return fields.Enum(kind, by_value=True, **options)


def language(**options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(LANGUAGES), **options)


class PageQuery(Schema):
    """Which page of a list is wanted."""

    after = Cursor(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LARGEST_PAGE))
