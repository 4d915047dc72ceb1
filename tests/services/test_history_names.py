"""A history's records and values have names, which are read by sets and not one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, select

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.views import ViewService
from cockpit_tui.services.wording import Wording
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def with_a_past(workspace: Workspace, tasks: int) -> CtaId:
    """A CTA whose tasks were assigned anew, linked to contacts, begun, and partly deleted."""
    cta = workspace.add_cta()
    links = LinkService(workspace.store, workspace.actor(), workspace.clock)
    with workspace.store.read() as connection:
        contact = schema.contact
        of_globex = contact.c.account_id == workspace.accounts["Globex"]
        ada, bo = connection.scalars(select(contact.c.id).where(of_globex).order_by(contact.c.id))
    made = [workspace.add_task(cta, f"Call {n}", "Leo", "Ana") for n in range(tasks)]
    for number, task in enumerate(made):
        links.set_contacts(task, [ada if number % 2 else bo])
        workspace.tasks().edit([task], {"blockers": [made[number - 1]] if number else []})
        workspace.tasks().assign([task], [workspace.people["Sam"], workspace.people["Ana"]])
        workspace.tasks().complete([task])
    workspace.tasks().delete(made[1:])
    return cta


def told(workspace: Workspace, cta: CtaId) -> tuple[list[tuple[str, str, str, str]], int]:
    """The history in words, and by how many statements it was read."""
    history = workspace.history()
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    statements: list[str] = []

    def noted(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(workspace.store.engine, "before_cursor_execute", noted)
    rows = history.of_record("cta", cta)
    wording, today = Wording(views, rows), workspace.clock.today()
    lines = [
        (wording.record_words(row), wording.field_words(row), *wording.spoken(row, today))
        for row in rows
    ]
    changes = [wording.change(row) for row in rows]
    event.remove(workspace.store.engine, "before_cursor_execute", noted)
    assert len(changes) == len(lines)
    return lines, len(statements)


def test_names_of_a_long_history_take_as_many_statements_as_of_a_short_one(
    workspace: Workspace,
) -> None:
    workspace.add_linkable()
    _, short = told(workspace, with_a_past(workspace, 3))
    lines, long = told(workspace, with_a_past(workspace, 12))
    assert len(lines) > 100
    assert long == short


def test_what_is_gone_is_called_as_it_was(workspace: Workspace) -> None:
    workspace.add_linkable()
    lines, _ = told(workspace, with_a_past(workspace, 2))
    for expected in (
        ("TASK-1", "contact", "", "Bo of Globex"),
        ("TASK-2", "contact", "Ada of Globex", ""),
        ("TASK-2", "assignee", "Leo", "Sam"),
        ("TASK-2", "after", "", "TASK-1"),
        ("TASK-2 (Ana)", "status", "Open", "Completed"),
    ):
        assert expected in [
            tuple("" if word == "none" else word for word in line) for line in lines
        ], expected
