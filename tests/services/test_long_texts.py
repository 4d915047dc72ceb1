"""A long text that two people write at once: nothing of either is lost in silence (CD-2, TP-13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from cockpit_tui.domain.errors import WrittenMeanwhile
from cockpit_tui.domain.ids import CtaId, PlaybookId, TaskId
from cockpit_tui.domain.playbooks import PlaybookRow
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.playbook_editing import NewStep, PlaybookEditService
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace

Write = Callable[[str, str, str], Done]
"""Who writes, what, and the text that was there when that began."""
Read = Callable[[], object]


def _on_cta(workspace: Workspace) -> tuple[Write, Read]:
    cta_id = workspace.add_cta("Usage down")

    def write(who: str, text: str, began: str) -> Done:
        return workspace.ctas(who).edit([cta_id], {"comment": text}, since={"comment": began})

    return write, lambda: workspace.row("cta", cta_id)["comment"]


def _on_task(workspace: Workspace) -> tuple[Write, Read]:
    task_id = workspace.add_task(workspace.add_cta("Usage down"), "Call", "Ana")

    def write(who: str, text: str, began: str) -> Done:
        return workspace.tasks(who).edit([task_id], {"comments": text}, since={"comments": began})

    return write, lambda: workspace.row("task", task_id)["comments"]


def _playbooks(workspace: Workspace, who: str = "Ana") -> PlaybookEditService:
    return PlaybookEditService(
        workspace.store, workspace.actor(who), workspace.clock, workspace.practice
    )


def _of_playbook(workspace: Workspace) -> tuple[PlaybookRow, Callable[[], PlaybookRow]]:
    made = PlaybookId(_playbooks(workspace).add("Rescue").ids[0])
    _playbooks(workspace).add_step(made, NewStep("Call"))

    def read() -> PlaybookRow:
        return next(row for row in workspace.playbooks().all() if row.id == made)

    return read(), read


def _on_playbook(workspace: Workspace) -> tuple[Write, Read]:
    playbook, read = _of_playbook(workspace)

    def write(who: str, text: str, began: str) -> Done:
        changes, since = {"description": text}, {"description": began}
        return _playbooks(workspace, who).edit(playbook.id, changes, since=since)

    return write, lambda: read().description


def _on_step(workspace: Workspace) -> tuple[Write, Read]:
    playbook, read = _of_playbook(workspace)

    def write(who: str, text: str, began: str) -> Done:
        changes, since = {"description": text}, {"description": began}
        return _playbooks(workspace, who).edit_step(playbook.steps[0].id, changes, since=since)

    return write, lambda: read().steps[0].description


@pytest.fixture(autouse=True)
def leo_is_an_admin_too(workspace: Workspace) -> None:
    """Playbooks are an admin's to edit."""
    person = schema.person
    with workspace.store.write() as connection:
        connection.execute(update(person).where(person.c.name == "Leo").values(role="admin"))


TEXTS = {
    "comment of a CTA": _on_cta,
    "comments of a task": _on_task,
    "playbook": _on_playbook,
    "step": _on_step,
}
each_text = pytest.mark.parametrize("of", TEXTS.values(), ids=TEXTS)


@each_text
def test_what_two_people_write_on_different_lines_is_all_kept(
    workspace: Workspace, of: Callable[[Workspace], tuple[Write, Read]]
) -> None:
    write, read = of(workspace)
    write("Ana", "called\nwaits", "")
    write("Leo", "called\nwaits\nLeo: offer sent", "called\nwaits")
    done = write("Ana", "called twice\nwaits", "called\nwaits")
    assert read() == "called twice\nwaits\nLeo: offer sent"
    assert done.notes == ("Leo wrote it too: the lines of both are kept.",)
    workspace.history().undo()


@each_text
def test_what_both_wrote_on_the_same_lines_is_refused_and_both_texts_are_given(
    workspace: Workspace, of: Callable[[Workspace], tuple[Write, Read]]
) -> None:
    write, read = of(workspace)
    write("Leo", "Leo: offer sent", "")
    with pytest.raises(WrittenMeanwhile, match="Leo wrote") as refused:
        write("Ana", "Ana: called", "")
    assert read() == "Leo: offer sent"
    assert (refused.value.theirs, refused.value.both) == (
        "Leo: offer sent",
        "Leo: offer sent\nAna: called",
    )
    # Whoever has seen theirs may write what is to stand.
    write("Ana", "Both: called, offer sent", refused.value.theirs)
    assert read() == "Both: called, offer sent"


@each_text
def test_a_text_that_nobody_else_wrote_is_written_as_it_is(
    workspace: Workspace, of: Callable[[Workspace], tuple[Write, Read]]
) -> None:
    """Blanks and line ends at the end are nobody's words: Salesforce takes them away."""
    write, read = of(workspace)
    write("Leo", "called", "")
    assert write("Ana", "called\nagain", "called \r\n").notes == ()
    assert read() == "called\nagain"
    write("Ana", "called\nagain", "")
    assert write("Ana", "", "called\nagain").notes == ()
    assert read() == ""


def test_untouched_text_of_a_form_is_not_written_over_what_came_meanwhile(
    workspace: Workspace,
) -> None:
    write, read = _on_cta(workspace)
    write("Leo", "Leo: offer sent", "")
    assert write("Ana", "", "").is_same
    assert read() == "Leo: offer sent"


def test_a_refused_text_takes_the_whole_edit_along(workspace: Workspace) -> None:
    cta_id: CtaId = workspace.add_cta("Usage down")
    task_id: TaskId = workspace.add_task(cta_id, "Call", "Ana")
    workspace.tasks("Leo").edit([task_id], {"comments": "Leo"})
    changes = {"title": "Call twice", "comments": "Ana"}
    with pytest.raises(WrittenMeanwhile):
        workspace.tasks().edit([task_id], changes, since={"comments": ""})
    assert workspace.row("task", task_id)["title"] == "Call"
