"""Switches of the list: what they show, and what they write into the filter line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cockpit_widgets.frame.filter_line import FilterLine
from tests.conftest import TODAY
from tests.screens.bench import Bench, cockpit, lines, picture, press


def query(pilot: Pilot[None]) -> str:
    """What the filter line says."""
    shown = lines(cockpit(pilot).query_one(FilterLine))[0]
    assert cockpit(pilot).view.state.query in shown
    return cockpit(pilot).view.state.query


def names(pilot: Pilot[None], bench: Bench) -> set[str]:
    """The CTAs in the list."""
    listed = set(cockpit(pilot).cta_list.listing.ids)
    return {name for name, cta_id in bench.ctas.items() if cta_id in listed}


def test_cl_6_types_and_priorities_are_a_union_and_none_means_all(bench: Bench) -> None:
    """CL-6, CL-7."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "F", "i", "1", "3", "enter")
        assert query(pilot) == "is:open type:risk,event"
        assert names(pilot, bench) == {*bench.ctas} - {"Second unit asks"}
        await press(pilot, "F", "p", "1", "enter")
        assert query(pilot) == "is:open type:risk,event priority:high"
        assert names(pilot, bench) == {"Usage down", "Sponsor left"}
        await press(pilot, "F", "p", "1", "enter", "F", "i", "1", "3", "enter")
        assert query(pilot) == "is:open"
        assert names(pilot, bench) == {*bench.ctas}

    bench.drive(steps)


def test_cl_9_any_owner_or_all_of_them_and_the_list_follows_at_once(bench: Bench) -> None:
    """CL-9."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "F", "o", *"leo", "enter")
        assert query(pilot) == "owner:leo is:open"
        assert names(pilot, bench) == {"Second unit asks"}
        await press(pilot, "F", "o", "enter")
        assert query(pilot) == "is:open"
        assert names(pilot, bench) == {*bench.ctas}
        assert "Sam" in picture(pilot), "the owner has a column now"
        await press(pilot, "F", "o", *"ana", "enter")
        assert query(pilot) == "is:open owner:me"

    bench.drive(steps)


def test_cl_10_the_toggle_adds_closed_ones_and_removes_them(bench: Bench) -> None:
    """CL-10: a closed CTA stays until the list is filtered again."""
    bench.workspace.ctas().close([bench.ctas["Birthday card"]])
    bench.workspace.ctas().snooze([bench.ctas["Sponsor left"]], TODAY + timedelta(days=9))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        assert names(pilot, bench) == {*bench.ctas} - {"Birthday card", "Sponsor left"}
        await press(pilot, "F", "c")
        assert query(pilot) == "is:open,closed -is:snoozed"
        assert names(pilot, bench) == {*bench.ctas} - {"Sponsor left"}
        await press(pilot, "F", "c")
        assert query(pilot) == "is:open"
        assert "2 Team 4" in picture(pilot)

    bench.drive(steps)


def test_cl_11_snoozed_ones_alone_and_absent_otherwise(bench: Bench) -> None:
    """CL-11."""
    bench.workspace.ctas().snooze([bench.ctas["Sponsor left"]], TODAY + timedelta(days=9))

    async def steps(pilot: Pilot[None]) -> None:
        assert "Sponsor left" not in names(pilot, bench)
        await press(pilot, "F", "s")
        assert query(pilot) == "mine:yes is:snoozed"
        assert names(pilot, bench) == {"Sponsor left"}
        await press(pilot, "F", "s")
        assert query(pilot) == "mine:yes is:open"

    bench.drive(steps)


def test_cl_12_flagged_ones_alone(bench: Bench) -> None:
    """CL-12: one key flags; the toggle shows only flagged ones."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "f", "F", "f")
        assert query(pilot) == "mine:yes is:open is:flagged"
        assert names(pilot, bench) == {"Usage down"}
        await press(pilot, "f", "F", "f")
        assert names(pilot, bench) == {"Usage down", "Renewal kick-off", "Sponsor left"} | {
            "[/b] Brackets \x1b[31m"
        }
        await press(pilot, "escape")
        assert query(pilot) == "mine:yes is:open"

    bench.drive(steps)


def test_each_switch_has_its_palette_entry(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "colon", *"snoozed ones only", "enter")
        assert query(pilot) == "mine:yes is:snoozed"
        await press(pilot, "colon", *"show the ctas of one", "enter")
        assert "All owners" in picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize(("key", "ending"), [("c", "csv"), ("j", "json"), ("i", "ics")])
def test_cl_19_the_view_goes_to_a_file_whose_path_is_told(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, ending: str
) -> None:
    """CL-19: and never over a file that is there."""
    monkeypatch.chdir(tmp_path)
    there = tmp_path / f"mine-{TODAY}.{ending}"
    there.write_text("mine", encoding="utf-8")

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "colon", *"export", "enter", key)
        assert f"4 CTAs in mine-{TODAY}-2.{ending}," in picture(pilot)

    bench.drive(steps)
    made = tmp_path / f"mine-{TODAY}-2.{ending}"
    text = made.read_text(encoding="utf-8")
    assert "Renewal kick-off" in text
    assert "Second unit asks" not in text
    assert made.stat().st_mode & 0o077 == 0, "for who runs it alone"
    assert there.read_text(encoding="utf-8") == "mine"
