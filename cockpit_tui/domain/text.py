"""Text made comparable: case-folded, without accents, as words (decision 14)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

WORD_LETTERS = 64
"""Letters of a word that count, in what is stored and in what is looked for."""
MOST_WORDS = 300
"""Different words that are looked for at once; SQLite takes a condition of at most 1,000 parts."""
WORDS_LETTERS = 60_000
"""Letters of one text's words; more would not fit PostgreSQL's word lists."""
_WORD = re.compile(r"\w+")
KNOWN_NAMES = 10_000
"""People's names whose words are kept: 200 bytes each."""
PART_END = "\n"
"""Parts the words of a CTA's name, comment and tasks; no word holds it."""
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


def pasted(text: str, *, is_one_line: bool) -> str:
    """What a terminal pasted, without control characters; its lines joined by spaces, or kept.

    >>> pasted("one\\r\\n  two\\x1b[31m", is_one_line=True)
    'one two[31m'
    """
    lines = [
        "".join(letter for letter in line if unicodedata.category(letter) != "Cc")
        for line in text.replace("\t", " ").splitlines()
    ]
    return " ".join(filter(None, map(str.strip, lines))) if is_one_line else "\n".join(lines)


def to_words(*texts: str) -> str:
    """The words of the texts, folded, each once, a space before each: ` globex usage`.

    A word prefix is found by looking for the prefix after a space.
    """
    found = _WORD.findall(folded(" ".join(texts)))
    seen = dict.fromkeys(word[:WORD_LETTERS] for word in found)
    words = "".join(f" {word}" for word in seen)
    return words if len(words) <= WORDS_LETTERS else words[:WORDS_LETTERS].rpartition(" ")[0]


@lru_cache(KNOWN_NAMES)
def name_words(name: str) -> str:
    """The same of a person's name: all of them are looked through with every letter."""
    return to_words(name)


def to_parts(name: str, comment: str, tasks: Iterable[str]) -> str:
    """The words of a CTA: of its name, its comment and its tasks, each a line."""
    return PART_END.join((to_words(name), to_words(comment), to_words(*tasks)))


def prefixes(text: str) -> list[str]:
    """What to look for in `to_words`: each word of `text` once, folded, with the space before it;
    the first MOST_WORDS of them."""
    words = dict.fromkeys(word[:WORD_LETTERS] for word in _WORD.findall(folded(text)))
    return [f" {word}" for word in islice(words, MOST_WORDS)]
