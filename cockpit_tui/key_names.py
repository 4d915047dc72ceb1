"""Keys by two names: what Textual calls them, and what people type."""

from __future__ import annotations

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
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def to_key(written: str) -> str:
    """A key as Textual names it, from how people write it."""
    word = written.strip()
    return _TYPED.get(word, word.lower() if len(word) > 1 else word)
