"""How names are spelt where they are kept and where they are searched."""

import unicodedata


def spelt(text: str) -> str:
    """*text* in the one of its forms that is kept: keyboards send ड़ and ढ़ as one sign or as two (Unicode, NFC)."""
    return unicodedata.normalize("NFC", text)
