"""Text made comparable: case-folded, without accents, as words (decision 14)."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
_UNDIVIDED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def folded(text: str) -> str:
    """Case-folded and without accents; the same on every database because we do it.

    Letters that Unicode does not take apart, such as ł and ø, become what people type for them.

    >>> folded("Łódź ÄRGER Straße Søren")
    'lodz arger strasse soren'
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain).translate(_UNDIVIDED)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def to_words(*texts: str) -> str:
    """The words of the texts, folded, each once, a space before each: ` globex usage`.

    A word prefix is found by looking for the prefix after a space.
    """
    seen = dict.fromkeys(_WORD.findall(folded(" ".join(texts))))
    return "".join(f" {word}" for word in seen)


def prefixes(text: str) -> list[str]:
    """What to look for in `to_words`: each word of `text`, folded, with the space before it."""
    return [f" {word}" for word in _WORD.findall(folded(text))]
