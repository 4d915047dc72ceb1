"""Every setting with its default; a text under a setting is its description wherever it is told."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct, field

from cockpit_tui.domain.lists.weights import Weights
from cockpit_tui.domain.secrecy import Secretive

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(Weekday)
SECRETS = frozenset({"salesforce.access_token", "salesforce.client_secret"})
ORG_ZONE = "org"
"""The setting that leaves the days of snoozes to the org."""


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
    week_start: Literal["locale", Weekday] = "monday"
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
