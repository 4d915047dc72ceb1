"""The header: which org, always; how the mirror stands, as far as there is room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit_tui.domain.lists.rows import SyncStatus
from cockpit_widgets.frame.header_bar import HeaderBar, to_coarse_age
from tests.widgets.host import HOSTILE, TODAY, WIDTHS, Host, drive, texts
from tests.widgets.rows import NOW, ORG, STATUS


def line(status: SyncStatus | None, width: int, place: str = "") -> str:
    bar = HeaderBar()
    found: list[str] = []

    async def steps(pilot: Pilot[Any]) -> None:
        bar.show(status, NOW, TODAY, place=place)
        found.extend(texts(bar))

    drive(Host(bar), steps, (width, 3))
    return found[0]


def test_everything_is_said_where_there_is_room() -> None:
    text = line(STATUS, 140)
    assert text.startswith(" Cockpit  Cockpit Demo · SANDBOX")
    assert text.endswith("= synced 4s ago   ↑ 3 to send   ≠ 1 conflict   API 3%   Mon 23 Nov ")


def test_what_matters_least_goes_first() -> None:
    assert "Nov" not in line(STATUS, 90)
    assert "API" not in line(STATUS, 80)
    assert "= synced 4s   ↑ 3 to send" in line(STATUS, 76)
    assert "↑ 3   ≠ 1 " in line(STATUS, 60)
    offline = replace(STATUS, is_offline=True, offline_since=NOW)
    assert line(offline, 60).endswith("∅ offline 0s   ↑ 3   ≠ 1 ")


def test_the_org_and_its_kind_never_go() -> None:
    org = replace(ORG, name="A name of an org that is far too long", is_sandbox=False)
    busy = replace(STATUS, org=org, in_doubt=1, quarantined=2, would_write=7)
    text = line(busy, 60)
    assert "A name of an org that i… · PRODUCTION" in text
    assert text.rstrip().endswith("≠ 1")


def test_a_production_org_that_is_not_armed_says_read_only() -> None:
    org = replace(ORG, is_sandbox=False, is_armed=False)
    text = line(replace(STATUS, org=org, pending=0, would_write=2), 120)
    assert "PRODUCTION · read-only" in text
    assert "≈ 2 would write" in text


def test_offline_says_since_when_and_what_waits() -> None:
    offline = replace(STATUS, is_offline=True, offline_since=NOW - timedelta(minutes=12), pending=4)
    assert "∅ offline 12m   ↑ 4 wait   ≠ 1 conflict" in line(offline, 120)


def test_doubt_and_refusal_have_words() -> None:
    text = line(replace(STATUS, in_doubt=1, quarantined=2, conflicts=2), 160)
    assert "≠ 2 conflicts   ? 1 in doubt   × 2 refused" in text


def test_a_problem_is_said_in_words() -> None:
    assert "× sign-in was refused" in line(replace(STATUS, problem="sign-in was refused"), 140)


def test_without_an_org_nothing_is_said_of_sync() -> None:
    text = line(SyncStatus(None, pending=3), 100, "no data yet")
    assert text.startswith(" Cockpit  no org connected · no data yet")
    assert "↑" not in text
    assert text.endswith("Mon 23 Nov ")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_hostile_name_keeps_the_line_whole(width: int) -> None:
    line(replace(STATUS, org=replace(ORG, name=HOSTILE), problem=HOSTILE), width, HOSTILE)


def test_ages_change_rarely_and_an_equal_line_is_not_painted() -> None:
    assert [to_coarse_age(s) for s in (4, 10, 19, 59, 61, 7200)] == [
        "4s",
        "10s",
        "10s",
        "50s",
        "1m",
        "2h",
    ]
    bar = HeaderBar()

    async def steps(pilot: Pilot[Any]) -> None:
        bar.show(replace(STATUS, last_success_at=NOW - timedelta(minutes=3)), NOW, TODAY)
        await pilot.pause()
        assert "3m ago" in texts(bar)[0]
        shown = bar.lines[0]
        bar.refresh_ages(NOW + timedelta(seconds=20))
        assert bar.lines[0] == shown
        bar.refresh_ages(NOW + timedelta(seconds=70))
        assert "4m ago" in texts(bar)[0]

    drive(Host(bar), steps, (120, 3))
