"""Keys by two names: what Textual calls them, and what people type."""

from __future__ import annotations

import re
import unicodedata

FORBIDDEN_KEYS = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"})
"""Terminals send backspace, tab, line feed and enter for these."""

_KEY_NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "equals_sign": "=",
    "asterisk": "*",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "delete": "Del",
    "comma": ",",
    "at": "@",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "left": "←",
    "right": "→",
    "vertical_line": "|",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "shift+up": "Shift+Up",
    "shift+down": "Shift+Down",
}
_TYPED = {written: name for name, written in _KEY_NAMES.items()}


def key_label(key: str) -> str:
    """A key as people type it: `c`, `Ctrl+k`, `Enter`, `F5`."""
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{key.removeprefix('ctrl+')}"
    if key in _SIGN_NAMES:
        return _SIGN_NAMES[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def to_key(written: str) -> str:
    """A key as Textual names it, from how people write it."""
    word = written.strip()
    if len(word) == 1 and not word.isalnum():
        return _TYPED.get(word, _sign_name(word))
    return _TYPED.get(word, word.lower() if len(word) > 1 else word)


def is_key(key: str) -> bool:
    """Whether one press of a key sends it, by Textual's name; `gg` is two presses."""
    plain = key.removeprefix("ctrl+").removeprefix("shift+")
    return len(plain) == 1 or plain in _NAMED_KEYS or _FUNCTION_KEY.fullmatch(plain) is not None


def _sign_name(character: str) -> str:
    """As Textual derives it: `number_sign` for `#`."""
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _OTHER_NAMES.get(name, name)


_OTHER_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SIGN_NAMES = {_sign_name(sign): sign for sign in _SIGNS}
_NAMED_KEYS = frozenset({*_KEY_NAMES, *_SIGN_NAMES, "up", "down", "end", "insert"})
_FUNCTION_KEY = re.compile(r"f[1-9][0-9]?")
