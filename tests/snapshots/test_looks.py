"""How the screens look. Each picture was looked at before it was accepted; behaviour is proven
elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_themes.registry import load_theme, theme_names
from cockpit_tui.domain.errors import Unreachable
from cockpit_tui.first_run import FirstRunApp, FoundOrg
from cockpit_widgets.frame.notice import Notice
from tests.clock import FixedClock
from tests.screens.bench import Bench, cockpit, lines, picture, press, settle, wait_until
from tests.snapshots.conftest import ORG, connect

Compare = Callable[..., bool]
MIDDLE = (100, 30)
SIZES = [(80, 24), (100, 30), (140, 40)]
DOWN = ("j", "j", "j")
"""To the CTA with tasks and activities."""
FIRST = "Usage down 38% in 30 days"
DIALOGS = {
    "group": ("b",),
    "status": ("S",),
    "due date": ("d",),
    "owner": ("o",),
    "comment": ("m",),
    "new CTA": ("n",),
    "new task": ("t",),
    "help": ("question_mark",),
    "palette": ("colon",),
    "close": ("c",),
    "jump": ("ctrl+k", *"u"),
    "explain": ("e",),
    "switches": ("F",),
    "columns": ("vertical_line",),
    "a question": ("d", "comma"),
    "links": ("l",),
    "fields with a history": ("H",),
    "preview of marked tasks": ("tab", "space", "space", "p", "3"),
    "bulk preview": ("p", "3", "space", "space", "space", "p", "3"),
}


def keys(*names: str) -> Callable[[Pilot[None]], object]:
    """Opens, comes to rest, and presses."""

    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *names)

    return before


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", ["cockpit-dark", "cockpit-light"])
def test_the_cockpit(
    gallery: Bench, snap_compare: Compare, theme: str, size: tuple[int, int]
) -> None:
    gallery.theme = theme
    assert snap_compare(gallery.app(), terminal_size=size, run_before=keys(*DOWN))


@pytest.mark.parametrize("theme", theme_names())
def test_each_theme(gallery: Bench, snap_compare: Compare, theme: str) -> None:
    """An overdue row, a conflicting one and a marked one, and the cursor."""
    gallery.theme = theme
    steps = keys("j", "space", "j")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_choosing_a_theme(gallery: Bench, snap_compare: Compare) -> None:
    """The picker over the theme that is looked at, not the one that was."""
    steps = keys(*DOWN, "colon", *"theme", "enter", *["down"] * 4)
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_marks_and_the_tasks_pane(gallery: Bench, snap_compare: Compare) -> None:
    steps = keys("j", "space", "space", "k", "k", "tab")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_the_pane_alone_where_it_is_narrow(gallery: Bench, snap_compare: Compare) -> None:
    assert snap_compare(gallery.app(), terminal_size=(80, 24), run_before=keys(*DOWN, "enter"))


@pytest.mark.parametrize("name", DIALOGS)
def test_each_dialog(gallery: Bench, snap_compare: Compare, name: str) -> None:
    steps = keys(*DOWN, *DIALOGS[name])
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


@pytest.mark.parametrize(
    ("size", "steps"),
    [((140, 40), ("tab", "home", "j", "j", "j")), ((100, 30), ("tab", "tab", "tab", "j"))],
    ids=["priority", "due"],
)
def test_standing_on_a_field(
    gallery: Bench, snap_compare: Compare, size: tuple[int, int], steps: tuple[str, ...]
) -> None:
    """CD-2: in the pane beside the list, and on its tab of facts."""
    before = keys(*DOWN, *steps)
    assert snap_compare(gallery.app(), terminal_size=size, run_before=before)


def test_a_history_with_its_reasons(gallery: Bench, snap_compare: Compare) -> None:
    """D12: by a playbook, with its CTA, in Salesforce, by an undo; and what a person set."""
    cta, playbooks = gallery.ctas["Onboarding stalled at step 3 of 7"], gallery.workspace.playbooks
    playbooks().apply([cta], playbooks().find("Detractor survey response"))
    gallery.workspace.ctas("Leo").close([cta], close_tasks=True)
    gallery.workspace.history("Leo").undo()
    steps = keys("slash", *"onboarding", "enter", "tab", "H", "h")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


NARROW_AND_WIDE = {
    "completion": ("2", "slash", *"owner:l"),
    "views": ("2", "v"),
    "saving a view": ("2", "slash", *"type:risk", "enter", "v", "s", *"Risks"),
    "playbooks": ("B", "j"),
    "playbook preview": ("2", "j", "j", "j", "P", "2"),
}


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", NARROW_AND_WIDE)
def test_narrow_and_wide(
    gallery: Bench, snap_compare: Compare, name: str, size: tuple[int, int]
) -> None:
    steps = keys(*NARROW_AND_WIDE[name])
    assert snap_compare(gallery.app(), terminal_size=size, run_before=steps)


def test_the_recommended_order_with_its_score(gallery: Bench, snap_compare: Compare) -> None:
    steps = keys("b", "l", "equals_sign", "r", "vertical_line", "2", "3", "7", "enter")
    assert snap_compare(gallery.app(), terminal_size=(160, 45), run_before=steps)


def test_a_mistake_in_the_filter(gallery: Bench, snap_compare: Compare) -> None:
    steps = keys("slash", *["space", "t", "y", "p", "o", "colon", "x"])
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_an_empty_view(empty_gallery: Bench, snap_compare: Compare) -> None:
    assert snap_compare(empty_gallery.app(), terminal_size=MIDDLE, run_before=keys())


def test_a_filter_without_a_hit(gallery: Bench, snap_compare: Compare) -> None:
    steps = keys("slash", *"zebra", "enter")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_a_list_that_is_being_read(empty_gallery: Bench, snap_compare: Compare) -> None:
    """A database that takes its time to open: words, no spinner."""
    gate = empty_gallery.gate = threading.Event()

    async def before(pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: cockpit(pilot).view.reading.is_shown, "Reading …")

    assert snap_compare(empty_gallery.app(), terminal_size=MIDDLE, run_before=before)
    gate.set()


def test_a_long_reading_with_its_count(empty_gallery: Bench, snap_compare: Compare) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        screen = cockpit(pilot)
        screen.view.reading.go_on(1_200, 4_000)
        await wait_until(pilot, lambda: screen.view.reading.is_shown, "1,200 of 4,000")

    assert snap_compare(empty_gallery.app(), terminal_size=MIDDLE, run_before=before)


def test_who_may_only_look(gallery: Bench, snap_compare: Compare) -> None:
    """Not permitted: faint verbs, and the right that is missing."""
    gallery.user = "Vera"
    steps = keys("2", *DOWN, "f")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_a_workspace_that_cannot_be_opened(empty_gallery: Bench, snap_compare: Compare) -> None:
    empty_gallery.failure = Unreachable(
        "The database does not answer. Edits are kept.", "`cockpit doctor` tells more."
    )

    async def before(pilot: Pilot[None]) -> None:
        await wait_until(pilot, lambda: "tries again" in picture(pilot), "what happened")

    assert snap_compare(empty_gallery.app(), terminal_size=MIDDLE, run_before=before)


def test_offline_with_edits_that_wait(gallery: Bench, snap_compare: Compare) -> None:
    connect(gallery, offline_since=gallery.clock.now() - timedelta(minutes=12))
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=keys(*DOWN))


def test_production_that_is_not_armed(gallery: Bench, snap_compare: Compare) -> None:
    connect(gallery, replace(ORG, is_sandbox=False, is_loopback=False, is_armed=False))
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=keys(*DOWN))


def test_a_customers_activities(gallery: Bench, snap_compare: Compare) -> None:
    assert snap_compare(gallery.app(), terminal_size=(140, 40), run_before=keys(*DOWN, "A", "j"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("key", ["a", "h"], ids=["company", "timeline"])
def test_tabs_of_the_customer(
    gallery: Bench, snap_compare: Compare, key: str, size: tuple[int, int]
) -> None:
    """CD-3: the customer's page, and what happened."""
    gallery.workspace.ctas().edit([gallery.ctas[FIRST]], {"comment": "Budget is frozen until Q1."})
    gallery.clock.advance(minutes=9)
    gallery.workspace.tasks().complete([gallery.workspace.tasks_of(gallery.ctas[FIRST])[3].id])
    steps = keys("slash", *"usage down", "enter", key, "j")
    assert snap_compare(gallery.app(), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_triage(gallery: Bench, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(gallery.app(), terminal_size=size, run_before=keys(*DOWN, "T"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_month(gallery: Bench, snap_compare: Compare, size: tuple[int, int]) -> None:
    steps = keys("2", "K", "right")
    assert snap_compare(gallery.app(), terminal_size=size, run_before=steps)


def test_the_week(gallery: Bench, snap_compare: Compare) -> None:
    steps = keys("2", "K", "2", "tab")
    assert snap_compare(gallery.app(), terminal_size=(140, 40), run_before=steps)


@pytest.mark.parametrize("size", [(80, 24), MIDDLE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_radar(gallery: Bench, snap_compare: Compare, size: tuple[int, int]) -> None:
    """D10: three months later everything is stale, each for its reasons."""
    gallery.clock.advance(days=92)
    steps = keys("2", "Q", "j", "j", "space")
    assert snap_compare(gallery.app(), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_open_tasks(gallery: Bench, snap_compare: Compare, size: tuple[int, int]) -> None:
    """CL-1: of all CTAs, everybody's."""
    for place, (name, days) in enumerate((("Sponsor left: find a new champion", 1), (FIRST, 0))):
        task = gallery.workspace.add_task(gallery.ctas[name], f"Call {place}", "Ana", "Leo")
        gallery.workspace.tasks().edit([task], {"due": gallery.day(days)})
    steps = keys("J", "2", "j", "space")
    assert snap_compare(gallery.app(), terminal_size=size, run_before=steps)


def test_the_end_of_triage(gallery: Bench, snap_compare: Compare) -> None:
    steps = keys("space", "j", "space", "T", "c", "s", "j")
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=steps)


def test_too_small(gallery: Bench, snap_compare: Compare) -> None:
    assert snap_compare(gallery.app(), terminal_size=(56, 14), run_before=keys())


ORGS = (
    FoundOrg("dev-eu", "maya@acme.example.dev", True),
    FoundOrg("main", "maya@acme.example", False),
)


def first_run(*pressed: str) -> Callable[[Pilot[None]], object]:
    async def before(pilot: Pilot[None]) -> None:
        notice = pilot.app.query_one(Notice)
        await wait_until(pilot, lambda: "orgs found" in "".join(lines(notice)), "the CLI's orgs")
        for key in pressed:
            await pilot.press(key)
        await pilot.pause()

    return before


@pytest.mark.parametrize("pressed", [(), ("2",)], ids=["begin", "which org"])
def test_the_first_run(snap_compare: Compare, pressed: tuple[str, ...]) -> None:
    app = FirstRunApp(load_theme("cockpit-dark"), FixedClock(), lambda: ORGS)
    assert snap_compare(app, terminal_size=MIDDLE, run_before=first_run(*pressed))


def test_the_first_run_without_the_cli(snap_compare: Compare) -> None:
    app = FirstRunApp(load_theme("cockpit-light"), FixedClock(), lambda: ())
    assert snap_compare(app, terminal_size=MIDDLE)
