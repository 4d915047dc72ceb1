"""Reads every setting, checks it by itself, and knows where its value came from.

Flag beats environment beats file beats default. The file is never written here.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import asdict, replace

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.settings.configuration import ORG_ZONE, Configuration

_RESERVED = frozenset({"HOME", "TODAY"})
SHORTHAND = {
    "USER": "user",
    "DATABASE_URL": "database_url",
    "READ_ONLY": "sync.read_only",
    "MOUSE": "ui.mouse",
    "SALESFORCE_INSTANCE_URL": "salesforce.instance_url",
    "SALESFORCE_ACCESS_TOKEN": "salesforce.access_token",
}
"""COCKPIT_… names that are not written section__key."""


class Setting(Struct, frozen=True):
    """One resolved setting, for `cockpit config`."""

    key: str
    value: object
    default: object
    source: str
    """`flag`, `environment COCKPIT_…`, the file with its line, or `default`."""


class Resolved(Struct, frozen=True):
    """The configuration together with where each value came from."""

    configuration: Configuration
    settings: tuple[Setting, ...]


def load(
    file: Path,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Resolved:
    """Reads and checks every source.

    Raises InvalidInput that names the file, line and key and the nearest known key.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, tuple[object, str]] = {}
    if file.exists():
        for key, value, line in _file_values(file):
            values[key] = (value, f"{file}:{line}")
    for name, text in environ.items():
        if named := _environment_key(name):
            values[named] = (text, f"environment {name}")
    for key, value in (flags or {}).items():
        if value is not None:
            values[key] = (value, "flag")
    known = default_settings()
    checked = {
        key: (_checked(key, value, source, known), source)
        for key, (value, source) in values.items()
    }
    tree = _tree({key: value for key, (value, _) in checked.items()})
    settings = tuple(
        Setting(key, checked[key][0], default, checked[key][1])
        if key in checked
        else Setting(key, default, default, "default")
        for key, default in {**known, **{k: "" for k in checked if k.startswith("keys.")}}.items()
    )
    return Resolved(_build(tree), settings)


def default_settings() -> dict[str, object]:
    """Every key with its default, sections dotted: `ui.theme`."""
    return dict(_flat(Configuration()))


def _flat(record: Struct, prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in asdict(record).items():
        if isinstance(value, Struct):
            yield from _flat(value, f"{prefix}{name}.")
        elif not isinstance(value, dict):
            yield prefix + name, value


def _file_values(file: Path) -> Iterator[tuple[str, object, int]]:
    import tomllib

    text = text_of(file)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{file} is not valid TOML: {error}", "Nothing was changed.") from error
    yield from ((key, value, line_of(text, key)) for key, value in _leaves(document))


def text_of(file: Path) -> str:
    """The file with its own line ends; without the mark that some editors of Windows put first.

    Raises InvalidInput for one that is not UTF-8.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return stream.read()
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{file} is not UTF-8: byte {error.start + 1} is no part of a letter.",
            "Save it as UTF-8. Nothing was changed.",
        ) from error


def _leaves(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def line_of(text: str, key: str) -> int:
    """The line, from 1, on which a dotted key is set; 0 when it cannot be told."""
    section, _, name = key.rpartition(".")
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
            current = header[1].replace('"', "")
        elif entry := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            written = entry[1].replace('"', "").replace("'", "")
            if f"{current}.{written}".strip(".") == key or (current == section and written == name):
                return number
    return 0


def _environment_key(name: str) -> str | None:
    if not name.startswith("COCKPIT_"):
        return None
    rest = name.removeprefix("COCKPIT_")
    if rest in SHORTHAND:
        return SHORTHAND[rest]
    if rest in _RESERVED or "__" not in rest:
        return None
    return rest.lower().replace("__", ".")


def _checked(key: str, value: object, source: str, known: Mapping[str, object]) -> object:
    if key.startswith("keys."):
        if not isinstance(value, str):
            raise InvalidInput(f"{source}: {key} must be text.", 'Write it as "c" or "c,f5".')
        return value
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else "`cockpit config` lists every key."
        raise InvalidInput(f"{source}: there is no setting `{key}`.", hint)
    wanted = known[key]
    if key == "ui.columns":
        _check_columns(key, value, source)
    if key == "defaults.snooze_zone":
        _check_zone(key, value, source)
    if isinstance(wanted, bool) or (key == "sync.contact" and value != wanted):
        return _to_bool(key, value, source)
    if isinstance(wanted, int):
        return _to_int(key, value, source)
    if not isinstance(value, str):
        raise InvalidInput(f"{source}: {key} must be text.", f"Its default is “{wanted}”.")
    choices = choices_of(key)
    if choices and value not in choices:
        raise InvalidInput(f"{source}: {key} is “{value}”.", f"It takes {', '.join(choices)}.")
    return value


def choices_of(key: str) -> tuple[str, ...]:
    """The words that a setting takes, where they are few; none where it takes any."""
    section, _, name = key.rpartition(".")
    record = type(getattr(Configuration(), section)) if section else Configuration
    kind = get_type_hints(record)[name]
    return get_args(kind) if get_origin(kind) is Literal else ()


def _check_columns(key: str, value: object, source: str) -> None:
    from cockpit_tui.domain.lists.columns import parse_columns

    try:
        parse_columns(str(value))
    except InvalidInput as error:
        raise InvalidInput(f"{source}: {key}: {error.message}", error.hint) from None


def _check_zone(key: str, value: object, source: str) -> None:
    from zoneinfo import available_timezones

    if value not in (ORG_ZONE, "local", *available_timezones()):
        near = difflib.get_close_matches(str(value), available_timezones(), n=1)
        hint = f"Did you mean `{near[0]}`?" if near else "It takes org, local, or Europe/Berlin."
        raise InvalidInput(f"{source}: {key} is “{value}”.", hint)


def _to_bool(key: str, value: object, source: str) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off", ""):
        return False
    raise InvalidInput(f"{source}: {key} is “{value}”.", "It takes true or false.")


def _to_int(key: str, value: object, source: str) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise InvalidInput(f"{source}: {key} is “{value}”.", "It takes a whole number.") from None
    if isinstance(value, bool) or not 0 <= number <= 3650:
        raise InvalidInput(f"{source}: {key} is {value}.", "It takes a number from 0 to 3650.")
    return number


def _tree(values: Mapping[str, object]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for key, value in values.items():
        section, dot, name = key.partition(".")
        if dot:
            tree.setdefault(section, {})[name] = value
        else:
            tree[key] = value
    return tree


def _build(tree: Mapping[str, Any]) -> Configuration:
    base = Configuration()
    changes: dict[str, Any] = {}
    for name, value in tree.items():
        current = getattr(base, name)
        changes[name] = replace(current, **value) if isinstance(current, Struct) else value
    return replace(base, **changes)
