"""A rehearsal does everything for real and keeps nothing, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.services.ctas import CtaService
from cockpit_tui.services.history import HistoryService
from cockpit_tui.services.tasks import TaskService
from cockpit_tui.store.rehearsal import Rehearsal
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def test_nothing_of_a_rehearsal_is_kept(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    task_id = workspace.add_task(cta_id)
    before = workspace.domain()
    with workspace.store.read() as connection:
        batches = connection.scalar(select(func.max(schema.batch.c.id)))
    workspace.map_fields()
    rehearsal = Rehearsal(workspace.store.url)
    actor = workspace.actor()
    TaskService(rehearsal, actor, workspace.clock).sync([task_id])
    CtaService(rehearsal, actor, workspace.clock).close([cta_id], close_tasks=True)
    assert rehearsal.operations() == 1
    changed = [(row.entity, row.field) for row in rehearsal.changes()]
    assert ("cta", "status_id") in changed
    assert ("task_part", "is_synced") in changed
    rehearsal.close()
    assert workspace.domain() == before
    assert workspace.operations() == []
    with workspace.store.read() as connection:
        assert connection.scalar(select(func.max(schema.batch.c.id))) == batches


def test_later_steps_of_a_rehearsal_see_the_earlier_ones(workspace: Workspace) -> None:
    first, second = workspace.add_cta("First"), workspace.add_cta("Second")
    rehearsal = Rehearsal(workspace.store.url)
    history = HistoryService(rehearsal, workspace.actor(), workspace.clock)
    assert len(history.undo(2)) == 2
    ctas = CtaService(rehearsal, workspace.actor(), workspace.clock)
    for cta_id in (first, second):
        with pytest.raises(NotFound):
            ctas.wake([CtaId(cta_id)])
    rehearsal.close()
    assert len(workspace.domain()["cta"]) == 2


def test_a_refused_step_of_a_rehearsal_leaves_nothing_either(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    before = workspace.domain()
    rehearsal = Rehearsal(workspace.store.url)
    ctas = CtaService(rehearsal, workspace.actor(), workspace.clock)
    with pytest.raises(InvalidInput):
        ctas.edit([cta_id], {"name": " "})
    with pytest.raises(NotFound):
        ctas.edit([cta_id, CtaId(4711)], {"name": "Half"})
    assert rehearsal.changes() == []
    assert ctas.edit([cta_id], {"name": "Whole"}).is_same is False
    assert [row.new for row in rehearsal.changes()] == ['"Whole"']
    rehearsal.close()
    assert workspace.domain() == before
    workspace.ctas().close([cta_id])
