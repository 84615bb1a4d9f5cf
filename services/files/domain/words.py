"""Words as they are searched: the many spellings of one Hindi word become one."""

import re
import unicodedata

_NUKTA = "\u093c"
_DROPPED = dict.fromkeys(map(ord, _NUKTA + "\u200b\u200c\u200d\ufeff"))
_FOLDED = str.maketrans(
    {
        "\u0901": "\u0902",  # chandrabindu, written as anusvara by many
        "\u0964": " ",  # danda
        "\u0965": " ",  # double danda
        "|": " ",
        "\u0903": ":",  # visarga, mistaken for a colon and the other way round
        **{chr(0x0966 + digit): str(digit) for digit in range(10)},
    }
)
_NASAL_BEFORE_CONSONANT = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u092d])")


def normalised(text: str) -> str:
    """*text* folded for index and query alike: nukta, joiners, nasals, digits, danda, visarga and case.

    Compatibility decomposition comes first, so that a letter with a nukta is the same in both encodings.
    """
    folded = unicodedata.normalize("NFKD", text).translate(_DROPPED).translate(_FOLDED)
    folded = _NASAL_BEFORE_CONSONANT.sub("\u0902", folded)
    return unicodedata.normalize("NFC", folded).casefold()
