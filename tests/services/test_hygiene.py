"""The staleness radar, the archive and the gauge (D10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from cockpit_tui.domain.errors import InvalidInput, NotPermitted
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.stale import StaleReason
from cockpit_tui.services.hygiene import HygieneService
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def hygiene(workspace: Workspace, who: str = "Ana") -> HygieneService:
    return HygieneService(
        workspace.store, workspace.actor(who), workspace.clock, workspace.practice
    )


def ids(workspace: Workspace, query: str) -> list[int]:
    views = ViewService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)
    return sorted(views.listing(query).ids)


def write(workspace: Workspace, cta: CtaId, **values: object) -> None:
    with workspace.store.write() as connection:
        table = schema.cta
        connection.execute(update(table).where(table.c.id == cta).values(**values))


def test_each_kind_of_staleness_is_found_and_named(workspace: Workspace) -> None:
    today, now = workspace.clock.today(), workspace.clock.now()
    fresh, late, untouched, orphan = (workspace.add_cta(name) for name in "abcd")
    for number, cta in enumerate((fresh, late, untouched, orphan), 1):
        write(workspace, cta, reason_id=number + 3)  # no two of them alike
    write(workspace, late, due=today - timedelta(91))
    write(workspace, untouched, touched_at=now - timedelta(91))
    with workspace.store.write() as connection:
        person = schema.person
        connection.execute(
            update(person).where(person.c.id == workspace.people["Sam"]).values(is_active=False)
        )
    write(workspace, orphan, owner_id=workspace.people["Sam"])
    found = {row.row.id: row.reasons for row in hygiene(workspace).stale().rows}
    assert found == {
        late: (StaleReason.OVERDUE,),
        untouched: (StaleReason.UNTOUCHED,),
        orphan: (StaleReason.ORPHANED,),
    }
    assert ids(workspace, "is:stale") == sorted(found)


def test_twins_are_open_ctas_of_one_customer_type_and_reason(workspace: Workspace) -> None:
    one, two = workspace.add_cta("One"), workspace.add_cta("Two")
    workspace.add_cta("Elsewhere", "Hooli")
    rows = {row.row.id: row for row in hygiene(workspace).stale().rows}
    assert {number: row.twins for number, row in rows.items()} == {one: (two,), two: (one,)}
    assert ids(workspace, "is:twin") == [one, two]
    workspace.ctas().snooze([two], workspace.clock.today() + timedelta(3))
    assert hygiene(workspace).stale().tally.total == 2, "asleep is open (CD-5)"
    workspace.ctas().close([two])
    assert hygiene(workspace).stale().rows == ()
    assert ids(workspace, "is:twin is:any") == []


def test_the_radar_takes_a_filter(workspace: Workspace) -> None:
    one, two = workspace.add_cta("One"), workspace.add_cta("Two", who="Leo")
    assert [row.row.id for row in hygiene(workspace).stale("owner:leo").rows] == [two]
    assert hygiene(workspace).stale("owner:leo or owner:ana").tally.total == 2
    assert one != two


def test_what_is_archived_is_in_no_list_until_it_is_asked_for(workspace: Workspace) -> None:
    gone, kept = workspace.add_cta("Gone"), workspace.add_cta("Kept")
    workspace.ctas().close([gone, kept])
    before = workspace.domain()
    hygiene(workspace).archive([gone])
    assert ids(workspace, "is:closed") == [kept]
    assert ids(workspace, "is:any") == [kept]
    assert ids(workspace, "is:archived") == [gone]
    assert ids(workspace, "is:any or is:archived") == sorted([gone, kept])
    assert ids(workspace, f"CTA-{gone}") == [gone]
    views = ViewService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)
    assert views.rows([gone])[0].is_closed
    workspace.history().undo()
    assert workspace.domain() == before
    workspace.history().redo()
    hygiene(workspace).unarchive([gone])
    assert ids(workspace, "is:closed") == sorted([gone, kept])


def test_an_open_cta_is_not_archived_and_a_reopened_one_leaves_the_archive(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    with pytest.raises(InvalidInput, match="is open"):
        hygiene(workspace).archive([cta])
    workspace.ctas().close([cta])
    hygiene(workspace).archive([cta])
    workspace.ctas().reopen([cta])
    assert ids(workspace, "") == [cta]
    workspace.ctas().close([cta])
    assert ids(workspace, "is:closed") == [cta]


def test_old_closed_ctas_are_found_by_age(workspace: Workspace) -> None:
    old, young = workspace.add_cta("Old"), workspace.add_cta("Young")
    workspace.ctas().close([old])
    workspace.clock.advance(days=200)
    workspace.ctas().close([young])
    workspace.clock.advance(days=200)
    assert hygiene(workspace).old_closed(365) == [old]
    assert hygiene(workspace).old_closed(100) == [old, young]
    hygiene(workspace).archive([old])
    assert hygiene(workspace).old_closed(365) == []


def test_the_gauge_counts_what_is_there(workspace: Workspace) -> None:
    first, *_ = (workspace.add_cta(name) for name in "abc")
    workspace.add_task(first)
    workspace.ctas().close([first])
    hygiene(workspace).archive([first])
    size = hygiene(workspace).size()
    assert (size.open_ctas, size.closed_ctas, size.archived_ctas) == (2, 0, 1)
    assert (size.tasks, size.accounts) == (1, 2)
    assert size.journal > 5
    assert size.bytes is not None
    assert size.bytes > 10_000


def test_a_viewer_sees_the_radar_and_archives_nothing(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().close([cta])
    assert hygiene(workspace, "Vera").stale().tally.total == 0
    with pytest.raises(NotPermitted, match="edit CTAs"):
        hygiene(workspace, "Vera").archive([cta])
