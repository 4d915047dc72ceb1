"""Every setting does something: each is set to another value, and what it changes is looked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import Struct

from cockpit_tui.connection.mirror_choices import to_mirror_settings
from cockpit_tui.connection.reaching import reached_org
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.ranking import rank_terms
from cockpit_tui.domain.values import PriorityLevel
from cockpit_tui.paths import locate
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.tasks import NewTask
from cockpit_tui.services.workspace import prepare
from cockpit_tui.settings.configuration import Configuration, Salesforce
from cockpit_tui.settings.loading import default_settings, load
from cockpit_tui.settings.practice import practice_of
from cockpit_tui.store.engine import Store
from cockpit_tui.workspace import default_place, open_session
from tests.clock import TODAY, FixedClock
from tests.journeys.house import House, closing
from tests.journeys.terminal import Terminal
from tests.workspace import Workspace

OTHERWISE = """
[ui]
theme = "cockpit-light"
glyphs = "ascii"
mouse = false
motion = "cursor"
hyperlinks = false
title = false
columns = "nps,usage"
locale = "en_US"
dates = "iso"
money = "code"
week_start = "sunday"
"""
"""Every setting of the screen, other than it comes."""
MOUSE = 1000
LINK = b"\x1b]8;"
LOOKS = 4
"""So often more than a second is waited for one in which nothing is painted."""
pytestmark = pytest.mark.xdist_group("settings")
"""The two cockpits of the settings of the screen are looked at once."""


class Seen(Struct, frozen=True):
    """What a person has in front of them."""

    text: str
    raw: bytes
    has_mouse: bool
    titles: tuple[str, ...]
    ground: str
    blinked: bool


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seen, Seen]:
    """The same workspace as it comes, and with every setting of the screen another one."""
    from tests.snapshots.conftest import ORG

    found = []
    for name, settings in (("plain", ""), ("otherwise", OTHERWISE)):
        root = tmp_path_factory.mktemp(name) / "home"
        _furnish(root, ORG)
        (root / "config").mkdir()
        (root / "config" / "config.toml").write_text(settings)
        with closing(House(root)) as house:
            found.append(_look(house))
    return found[0], found[1]


def _furnish(root: Path, org: object) -> None:
    from cockpit_tui.store.mirror import mirror_state

    (root / "data").mkdir(parents=True)
    store = Store(f"sqlite:///{root / 'data' / 'cockpit.db'}")
    prepare(store)
    work = Workspace(store, FixedClock())
    for name, days in (("Usage down", 60), ("Sponsor left", 6)):
        done = work.ctas().add(NewCta(work.accounts["Globex"], name))
        due = TODAY.fromordinal(TODAY.toordinal() + days)
        work.ctas().edit([CtaId(done.ids[0])], {"due": due})
    with store.write() as connection:
        mirror_state.save_org(connection, org)  # type: ignore[arg-type]
    store.close()


def _look(house: House) -> Seen:
    environment = house.environment(
        COCKPIT_TODAY=TODAY.isoformat(), COCKPIT_USER="Ana", LANG="de_DE.UTF-8"
    )
    terminal = house.open(size=(140, 40), environment=environment)
    terminal.wait_for("2 CTAs")
    terminal.wait_for("Customer +Globex")
    ground = terminal.cells(0)[0].ground
    text = terminal.text
    terminal.type("/")
    terminal.settle()
    is_blinking = _blinks(terminal)
    return Seen(
        text,
        bytes(terminal.raw),
        terminal.answers.is_on(MOUSE),
        tuple(terminal.answers.titles),
        ground,
        is_blinking,
    )


def _blinks(terminal: Terminal) -> bool:
    """Whether something goes on being painted while nobody types."""
    for _ in range(LOOKS):
        before = len(terminal.raw)
        terminal.watch(1.2)
        if len(terminal.raw) == before:
            return False
    return True


def _of_screen(check: Callable[[Seen], object]) -> Callable[[tuple[Seen, Seen]], None]:
    def differs(seen: tuple[Seen, Seen]) -> None:
        assert check(seen[0])
        assert not check(seen[1])

    return differs


SCREEN: dict[str, Callable[[tuple[Seen, Seen]], None]] = {
    "ui.theme": _of_screen(lambda seen: int(seen.ground[:2], 16) < 0x40),
    "ui.glyphs": _of_screen(lambda seen: "▾" in seen.text),
    "ui.columns": _of_screen(lambda seen: "NPS" not in seen.text),
    "ui.mouse": _of_screen(lambda seen: seen.has_mouse),
    "ui.motion": _of_screen(lambda seen: not seen.blinked),
    "ui.hyperlinks": _of_screen(lambda seen: LINK in seen.raw),
    "ui.title": _of_screen(lambda seen: any("Cockpit Demo" in title for title in seen.titles)),
    "ui.locale": _of_screen(lambda seen: "100k €" in seen.text or "100k $" in seen.text),
    "ui.dates": _of_screen(lambda seen: re.search("Mon 23 Nov", seen.text)),
    "ui.money": _of_screen(lambda seen: "$" in seen.text),
    "ui.week_start": _of_screen(lambda seen: "This week" in seen.text),
}


@pytest.mark.parametrize("key", SCREEN)
def test_a_setting_of_the_screen_shows(key: str, seen: tuple[Seen, Seen]) -> None:
    SCREEN[key](seen)


def _practice(text: str, tmp_path: Path) -> Configuration:
    file = tmp_path / "config.toml"
    file.write_text(text)
    return load(file, {}).configuration


def _new_work(workspace: Workspace, configuration: Configuration) -> tuple[object, object, object]:
    """Days until a new CTA and a new task are due, and whether the task is mirrored."""
    workspace.practice = practice_of(configuration)
    cta = workspace.ctas().add(NewCta(workspace.accounts["Globex"], "New")).ids[0]
    task = workspace.tasks().add(NewTask(CtaId(cta), "New")).ids[0]
    with workspace.store.read() as connection:
        (synced,) = connection.exec_driver_sql(
            "SELECT is_synced FROM task_part WHERE task_id = (SELECT max(id) FROM task)"
        ).one()
    due = workspace.row("cta", cta)["due"], workspace.row("task", task)["due"]
    return (due[0] - TODAY).days, (due[1] - TODAY).days, bool(synced)  # type: ignore[operator]


def _defaults(workspace: Workspace, tmp_path: Path) -> None:
    workspace.map_fields()
    plain = _new_work(workspace, _practice("", tmp_path))
    text = "[defaults]\ndue_days = 21\ntask_due_days = 3\n[sync]\nauto = true\n"
    assert plain == (14, 7, False)
    assert _new_work(workspace, _practice(text, tmp_path)) == (21, 3, True)


def _read_only(workspace: Workspace, tmp_path: Path) -> None:
    paths = locate()
    url = str(workspace.store.url)
    for text, is_read_only in (("", False), ("[sync]\nread_only = true\n", True)):
        configuration = _practice(f'database_url = "{url}"\nuser = "Leo"\n{text}', tmp_path)
        session = open_session(configuration, paths)
        assert session.store.is_read_only is is_read_only
        assert session.actor.name == "Leo", "user"
        assert default_place(configuration, paths).url == url, "database_url"
        session.close()


def _snooze_zone(workspace: Workspace, tmp_path: Path) -> None:
    """Two zones that never have the same day, and the org's where nothing is set (CD-4)."""
    workspace.connect(time_zone="Etc/GMT+12")
    days = []
    for text in ("", '[defaults]\nsnooze_zone = "Pacific/Kiritimati"\n'):
        configuration = _practice(f'database_url = "{workspace.store.url}"\n{text}', tmp_path)
        session = open_session(configuration, locate())
        days.append(session.views.snooze_today())
        session.close()
    assert days[0] < days[1]


def _salesforce(workspace: Workspace, tmp_path: Path) -> None:
    given = Salesforce("https://x.my.salesforce.com/", "00Dxx!token")
    place = default_place(Configuration(), locate())
    with reached_org(Configuration(salesforce=given), locate(), place) as address:
        assert address is not None
        assert (address.instance_url, address.access_token) == (
            "https://x.my.salesforce.com",
            "00Dxx!token",
        )


def _app(workspace: Workspace, tmp_path: Path) -> None:
    """The app that the browser and the key sign in with."""
    from cockpit_tui.cli.invocation import Invocation
    from cockpit_tui.cli.org.sign_in_ways import Ways, app_of

    given = {"login_url": "https://x.my.salesforce.com", "client_id": "KEY", "client_secret": "S"}
    invocation = Invocation({f"salesforce.{name}": value for name, value in given.items()})
    ways = Ways(
        sf=None,
        is_web=True,
        jwt=None,
        is_client_credentials=False,
        instance_url=None,
        token_file=None,
        login_url=None,
        client_id=None,
        secret_file=None,
        username=None,
        port=1,
        no_browser=True,
    )
    found = app_of(invocation, ways, needs_secret=True)
    assert (found.login_url, found.client_id, found.client_secret) == tuple(given.values())


class Something(Struct, frozen=True):
    """A CTA that has something of every term."""

    health: int = 40
    arr_cents: int = 50_000_000
    renewal_date: date = TODAY + timedelta(days=20)
    due: date = TODAY - timedelta(days=3)
    is_closed: bool = False
    priority_level: PriorityLevel = PriorityLevel.HIGH
    is_flagged: bool = True


def _ranking(workspace: Workspace, tmp_path: Path) -> None:
    """Each weight changes what such a CTA is worth."""
    plain = practice_of(_practice("", tmp_path)).ranking
    for name in RANKING:
        weights = practice_of(_practice(f"[ranking]\n{name} = 77\n", tmp_path)).ranking
        totals = [rank_terms(Something(), TODAY, found).total for found in (plain, weights)]
        assert totals[0] != totals[1], name


def _mirror(workspace: Workspace, tmp_path: Path) -> None:
    """What the mirror is told; what it does with that is proven with its own tests."""
    told = {}
    chosen = 'relate_to = "opportunity"\ncontact = true\ncreates = "comments"\ndaily_calls = 50\n'
    for text in ("", f"[sync]\n{chosen}"):
        sync = _practice(text, tmp_path).sync
        settings = to_mirror_settings(sync, "http://127.0.0.1:1", is_loopback=True)
        told[bool(text)] = (
            settings.relates_to_opportunity,
            settings.sends_contacts,
            settings.creates,
            settings.daily_calls,
        )
    assert told == {False: (None, None, "auto", 0), True: (True, True, "comments", 50)}


RANKING = ("health", "arr", "renewal", "overdue", "priority", "flag", "arr_half")
ELSEWHERE: dict[tuple[str, ...], Callable[[Workspace, Path], None]] = {
    ("defaults.due_days", "defaults.task_due_days", "sync.auto"): _defaults,
    ("defaults.snooze_zone",): _snooze_zone,
    tuple(f"ranking.{name}" for name in RANKING): _ranking,
    ("sync.relate_to", "sync.contact", "sync.creates", "sync.daily_calls"): _mirror,
    ("user", "database_url", "sync.read_only"): _read_only,
    ("salesforce.instance_url", "salesforce.access_token"): _salesforce,
    ("salesforce.login_url", "salesforce.client_id", "salesforce.client_secret"): _app,
}


@pytest.mark.parametrize("keys", ELSEWHERE, ids=" ".join)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_setting_of_the_work_changes_the_work(
    keys: tuple[str, ...], workspace: Workspace, tmp_path: Path
) -> None:
    ELSEWHERE[keys](workspace, tmp_path)


def test_no_setting_is_left_out() -> None:
    """Whoever adds a setting shows here what it does."""
    by_commands = {f"widget.{name}" for name in ("health", "cockpit", "usage")}
    """`tests/cli/test_account_story.py` takes each section away and reads what is left."""
    by_commands |= {"tasks.order", "tasks.holidays"}
    """`tests/cli/test_playbooks.py` reads orders and dates under other values."""
    walked = {*SCREEN, *by_commands, *(key for keys in ELSEWHERE for key in keys)}
    assert set(default_settings()) == walked
