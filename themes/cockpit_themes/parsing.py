"""Theme files: TOML in, a `ThemeSource` out, and mistakes named by file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from cockpit_themes.errors import ThemeFileError, nearest_name
from cockpit_themes.tokens import ANSI_COLOURS, TOKENS
from cockpit_themes.xterm import PORTABLE

TOP_KEYS = ("inherits", "dark", "ansi", "tokens", "xterm-256")
HEX_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class ThemeSource(Struct, frozen=True):
    """What one theme file says, before inheritance."""

    name: str
    file: Path
    text: str
    inherits: str | None = None
    dark: bool | None = None
    ansi: bool | None = None
    tokens: Mapping[str, str] = {}
    xterm_256: Mapping[str, int] = {}

    def line_of(self, key: str, table: str = "") -> int | None:
        """Line on which a key of a table is set, from 1; None when this file does not set it."""
        section = ""
        wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"""\s*\[\s*["']?([^\]"']+?)["']?\s*\]""", line):
                section = header[1]
                if key == section and not table:
                    return number
            elif section == table and wanted.match(line):
                return number
        return None

    def mistake(
        self, message: str, key: str, table: str = "", **more: str | None
    ) -> ThemeFileError:
        """An error that points at a key of this file."""
        return ThemeFileError(
            message, file=self.file, line=self.line_of(key, table), key=key, **more
        )


def theme_source(file: Path) -> ThemeSource:
    """What a theme file says; its name is the file's without `.toml`.

    Raises ThemeFileError for a file that cannot be read, is not TOML, has an unknown key, or a
    value of the wrong kind.
    """
    try:
        text = file.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ThemeFileError(f"The file cannot be read: {reason}.", file=file) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        raise ThemeFileError(
            f"This is not TOML: {error}.", file=file, line=int(place[1]) if place else None
        ) from error

    source = ThemeSource(file.stem, file, text)
    _refuse_unknown(source, document, TOP_KEYS, "")
    tokens = _table(source, document, "tokens")
    numbers = _table(source, document, "xterm-256")
    return ThemeSource(
        name=file.stem,
        file=file,
        text=text,
        inherits=_text_value(source, document, "inherits"),
        dark=_fact(source, document, "dark"),
        ansi=_fact(source, document, "ansi"),
        tokens={key: _colour(source, key, value) for key, value in tokens.items()},
        xterm_256={key: _number(source, key, value) for key, value in numbers.items()},
    )


def _refuse_unknown(
    source: ThemeSource, keys: Iterable[str], known: tuple[str, ...], table: str
) -> None:
    for key in keys:
        if key not in known:
            where = f" in [{table}]" if table else ""
            raise source.mistake(
                f"`{key}` is no key{where}.", key, table, nearest=nearest_name(key, known)
            )


def _table(source: ThemeSource, document: Mapping[str, object], table: str) -> Mapping[str, object]:
    value = document.get(table, {})
    if not isinstance(value, dict):
        raise source.mistake(f"`{table}` must be a table.", table)
    _refuse_unknown(source, value, TOKENS, table)
    return value


def _text_value(source: ThemeSource, document: Mapping[str, object], key: str) -> str | None:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        raise source.mistake(f"`{key}` must be the name of a theme.", key)
    return value


def _fact(source: ThemeSource, document: Mapping[str, object], key: str) -> bool | None:
    value = document.get(key)
    if value is not None and not isinstance(value, bool):
        raise source.mistake(f"`{key}` must be true or false.", key)
    return value


def _colour(source: ThemeSource, key: str, value: object) -> str:
    if isinstance(value, str):
        if HEX_COLOUR.fullmatch(value):
            return value.upper()
        if value in ANSI_COLOURS:
            return value
        if not value.startswith("#"):
            nearest = nearest_name(value, tuple(ANSI_COLOURS))
            raise source.mistake(
                f"`{key}` is {value!r}, which is no colour.", key, "tokens", nearest=nearest
            )
    raise source.mistake(
        f'`{key}` must be a colour like "#8AB0FF", or a terminal colour like "bright-blue".',
        key,
        "tokens",
    )


def _number(source: ThemeSource, key: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value in PORTABLE:
        return value
    raise source.mistake(
        f"`{key}` must be a colour number of {PORTABLE[0]} to {PORTABLE[-1]}.", key, "xterm-256"
    )
