"""Configuration: every setting, its default, and where its value came from.

Flag beats environment beats file beats default. The file is never written here.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.secrecy import Secretive

if TYPE_CHECKING:
    from cockpit_tui.domain.settings import Practice

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECRETS = frozenset({"salesforce.access_token", "salesforce.client_secret"})
ORG_ZONE = "org"
"""The setting that leaves the days of snoozes to the org."""
_RESERVED = frozenset({"HOME", "TODAY"})
_SHORTHAND = {
    "USER": "user",
    "DATABASE_URL": "database_url",
    "READ_ONLY": "sync.read_only",
    "MOUSE": "ui.mouse",
    "SALESFORCE_INSTANCE_URL": "salesforce.instance_url",
    "SALESFORCE_ACCESS_TOKEN": "salesforce.access_token",
}
"""COCKPIT_… names that are not written section__key."""


class Ui(Struct, frozen=True):
    """How the screen looks and behaves."""

    theme: str = "auto"
    """`auto` follows the terminal's background and colours."""
    glyphs: Literal["unicode", "ascii"] = "unicode"
    mouse: bool = True
    columns: str = ""
    """At most two of arr, renewal, health, nps, usage, untouched and score, as `arr,health`; `none`
    for none. Empty: ARR and renewal date, where names stay roomy beside them."""
    motion: Literal["none", "cursor"] = "none"
    """`none`: nothing moves by itself; `cursor`: the text cursor blinks."""
    hyperlinks: bool = True
    """Whether names in the pane lead to Salesforce in terminals that know links (OSC 8)."""
    title: bool = True
    """Whether the terminal's title names the org."""
    locale: str = ""
    """Whose order of day and month and separators: de_DE; empty: LC_ALL, LC_TIME or LANG."""
    dates: Literal["locale", "iso"] = "locale"
    """`20 Nov` or `Nov 20` as the locale has it, or `2026-11-20`."""
    money: Literal["symbol", "code"] = "symbol"
    """`$240k`, or `USD 240k`."""
    week_start: Literal[
        "locale", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
    ] = "monday"
    """Where “this week” starts."""


class Sync(Struct, frozen=True):
    """How tasks are mirrored."""

    auto: bool = False
    """SY-3: every task is mirrored on create and on change."""
    read_only: bool = False
    """Nothing is written to Salesforce; edits are kept and shown as “would write”."""
    relate_to: Literal["workspace", "account", "opportunity"] = "workspace"
    """What a Salesforce Task relates to: `account` or `opportunity` (of its CTA) switches it for
    everybody of the workspace, `workspace` leaves it as it is (at first the account)."""
    contact: bool | Literal["workspace"] = "workspace"
    """Whether a task's first contact, or else its CTA's, is the Name of the Salesforce Task: true
    or false switches it for everybody of the workspace, `workspace` leaves it as it is (at first
    off)."""
    creates: Literal["auto", "idempotency-key", "call-object", "comments", "fingerprint"] = "auto"
    """How creates are told apart in an org without the field Cockpit_Ref__c."""
    daily_calls: int = 0
    """The most API calls of ours in 24 hours; 0: 5 % of the org's, at most 10,000."""


class Salesforce(Secretive, frozen=True):
    """An existing session to connect with; a sign-in kept by `cockpit connect` needs none."""

    shown = ("instance_url", "login_url", "client_id")

    instance_url: str = ""
    access_token: str = ""
    login_url: str = "https://login.salesforce.com"
    """Where `cockpit connect` signs in; client credentials need the org's own host."""
    client_id: str = ""
    """The consumer key of your org's app for the cockpit."""
    client_secret: str = ""
    """Its secret, where the app asks for one; better given by `--secret-file`."""


class Defaults(Struct, frozen=True):
    """What new records take when nobody says otherwise."""

    due_days: int = 14
    task_due_days: int = 7
    snooze_zone: str = "org"
    """CD-4: where the days of a snooze begin and end: `org` for the org's time zone, `local` for
    this machine's, or one by name, such as `Europe/Berlin`. People who share a workspace set the
    same."""


class Widget(Struct, frozen=True):
    """Which sections of a customer others see (WP-2); the attributes are never among them."""

    health: bool = True
    """Score, trend, NPS and stage."""
    cockpit: bool = True
    """The open CTAs."""
    usage: bool = True
    """Per cent of seats in use."""


class Tasks(Struct, frozen=True):
    """How the tasks of playbooks are dated, and in which order tasks stand."""

    holidays: str = "auto"
    """Whose holidays are no working days: a country such as `DE`, a part of it such as `DE-BY`,
    `none` for weekends alone, or `auto` for the country of each person's time zone."""
    order: Literal["playbook", "due"] = "playbook"
    """TP-12: the tasks of a CTA in the order of their playbook, or by due date."""


class Configuration(Struct, frozen=True):
    """All settings, resolved."""

    user: str = ""
    database_url: str = ""
    ui: Ui = field(default_factory=Ui)
    sync: Sync = field(default_factory=Sync)
    salesforce: Salesforce = field(default_factory=Salesforce)
    defaults: Defaults = field(default_factory=Defaults)
    ranking: Weights = field(default_factory=Weights)
    widget: Widget = field(default_factory=Widget)
    tasks: Tasks = field(default_factory=Tasks)
    keys: dict[str, str] = {}
    """Command id to keys, comma separated; empty unbinds."""

    def practice(self) -> Practice:
        """What the services need of it."""
        from cockpit_tui.domain.settings import Practice

        return Practice(
            first_weekday=self._first_weekday(),
            due_days=self.defaults.due_days,
            task_due_days=self.defaults.task_due_days,
            auto_sync=self.sync.auto,
            ranking=self.ranking,
            holidays=self.tasks.holidays,
            is_by_due=self.tasks.order == "due",
        )

    def _first_weekday(self) -> int:
        if self.ui.week_start == "locale":
            from cockpit_tui.locales import learnt_style

            return learnt_style(self.ui).first_weekday
        return WEEKDAYS.index(self.ui.week_start)


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
    if file.is_file():
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

    text = file.read_text(encoding="utf-8")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{file} is not valid TOML: {error}", "Nothing was changed.") from error
    yield from ((key, value, line_of(text, key)) for key, value in _leaves(document))


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
    if rest in _SHORTHAND:
        return _SHORTHAND[rest]
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
    choices = _CHOICES.get(key)
    if choices and value not in choices:
        raise InvalidInput(f"{source}: {key} is “{value}”.", f"It takes {', '.join(choices)}.")
    return value


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "ui.glyphs": ("unicode", "ascii"),
    "ui.motion": ("none", "cursor"),
    "ui.dates": ("locale", "iso"),
    "ui.money": ("symbol", "code"),
    "ui.week_start": ("locale", *WEEKDAYS),
    "tasks.order": ("playbook", "due"),
}


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
