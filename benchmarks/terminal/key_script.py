"""Key scripts: comma separated groups, each `[label=]KEY[*N][@HZ][=>PATTERN]`.

j*200              200 times j, each one timed until the output settles
<pgdn>*20          names: enter esc tab btab space up down left right home end
                   pgup pgdn del ins bs comma quote lt f1..f12 ctrl+x alt+x
find=/             with a label
type="acme"        typed letter by letter, each letter timed
j*90@30            sent at 30 per second without waiting (a held key)
!:                 '!' in front: sent and settled, not reported
G=>row 99999       timed until the pattern is on the screen (needed for programs
                   that tick: a clock would pass for the answer)
sleep:0.5          a pause;  wait:PATTERN waits until it is on the screen, 10 s at most
"""

from __future__ import annotations

import re

from msgspec import Struct

NAMES = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "btab": "\x1b[Z", "space": " ", "bs": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H",
    "end": "\x1b[F", "pgup": "\x1b[5~", "pgdn": "\x1b[6~", "del": "\x1b[3~", "ins": "\x1b[2~",
    "comma": ",", "quote": '"', "lt": "<", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR",
    "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~",
    "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip
APPLICATION = {
    "up": "\x1bOA", "down": "\x1bOB", "right": "\x1bOC", "left": "\x1bOD",
    "home": "\x1bOH", "end": "\x1bOF",
}  # fmt: skip
"""While the program has set application cursor keys (mode 1)."""
MODIFIERS = {"ctrl+": 5, "shift+": 2, "alt+": 3}


class Keys(Struct, frozen=True):
    """A group of keys that belong together in the report."""

    label: str
    keys: tuple[str, ...]
    per_second: float | None = None
    """A held key: sent so often, without waiting."""
    pattern: str | None = None
    """What is to be on the screen."""
    is_measured: bool = True


class Pause(Struct, frozen=True):
    """Nothing is typed for so long."""

    seconds: float


class Until(Struct, frozen=True):
    """Nothing is typed until it is on the screen."""

    pattern: str


Step = Keys | Pause | Until


def encode_key(key: str, kitty: int = 0, *, is_application: bool = False) -> str:
    """What a terminal sends for a letter or a `<name>`; `kitty` are the protocol's flags.

    Raises KeyError for a name that is not known.
    """
    if not (key.startswith("<") and key.endswith(">") and len(key) > 2):
        return key
    name = key[1:-1].lower()
    if name == "esc" and kitty & 1:
        return "\x1b[27u"
    for prefix, code in MODIFIERS.items():
        plain = NAMES.get(name.removeprefix(prefix), "")
        if name.startswith(prefix) and plain.startswith("\x1b["):
            is_letter = plain[-1] != "~"
            return f"\x1b[1;{code}{plain[-1]}" if is_letter else f"{plain[:-1]};{code}~"
    if name.startswith("ctrl+"):
        letter = name[5:]
        if kitty & 1:
            return f"\x1b[{ord(letter)};5u"
        return "\0" if letter == "space" else chr(ord(letter.upper()) & 0x1F)
    if name.startswith("alt+"):
        return f"\x1b[{ord(name[4:])};3u" if kitty & 1 else "\x1b" + name[4:]
    return APPLICATION[name] if is_application and name in APPLICATION else NAMES[name]


def parse_keys(script: str) -> list[Step]:
    """The steps of a script, in their order."""
    return [_step(word) for word in _words(script) if word]


def _words(script: str) -> list[str]:
    """Parted at commas that are not between quotes."""
    words, word, is_quoted = [], "", False
    for letter in script:
        if letter == '"':
            is_quoted = not is_quoted
        if letter == "," and not is_quoted:
            words.append(word)
            word = ""
        else:
            word += letter
    return [*words, word]


def _step(word: str) -> Step:
    text = word.strip() or " "
    if text.startswith("sleep:"):
        return Pause(float(text[6:]))
    if text.startswith("wait:"):
        return Until(text[5:])
    is_measured = not (text.startswith("!") and len(text) > 1)
    if not is_measured:
        text = text[1:]
    pattern = label = per_second = None
    times = 1
    if found := re.match(r"(.+?)=>(.+)$", text, re.DOTALL):
        text, pattern = found[1], found[2]
    if found := re.match(r"([A-Za-z][\w .+-]*)=(.+)$", text, re.DOTALL):
        label, text = found[1], found[2]
    if found := re.match(r"(.+)@([\d.]+)$", text, re.DOTALL):
        text, per_second = found[1], float(found[2])
    if found := re.match(r"(.+)\*(\d+)$", text, re.DOTALL):
        text, times = found[1], int(found[2])
    is_typed = len(text) > 2 and text[0] == text[-1] == '"'
    keys = tuple(text[1:-1]) if is_typed else (text,)
    name = label or word.strip().lstrip("!")
    return Keys(name, keys * times, per_second, pattern, is_measured)
