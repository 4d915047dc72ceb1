"""What a person does with edits that Salesforce refused."""

from __future__ import annotations

from sqlalchemy import select, update

from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.store import mirror_schema
from tests.workspace import Workspace


def refuse_everything(workspace: Workspace) -> list[int]:
    """What waits is in quarantine, as after Salesforce's refusal; the numbers of it."""
    outbox = mirror_schema.outbox
    with workspace.store.write() as connection:
        connection.execute(update(outbox).values(state="quarantined", error_message="no"))
        return list(connection.scalars(select(outbox.c.id)))


def test_dropping_a_refused_create_ends_the_mirroring_and_undo_takes_it_up_again(
    workspace: Workspace,
) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta())
    workspace.tasks().sync([task])
    numbers = refuse_everything(workspace)
    mirror = MirrorService(workspace.store, workspace.actor(), workspace.clock)
    mirror.drop(numbers)
    (part,) = workspace.domain()["task_part"]
    assert part["is_synced"] is False
    assert workspace.row("task_part", int(str(part["id"])))["sync_state"] == "local"
    assert workspace.operations() == []
    workspace.history().undo()
    assert workspace.operations() == [("create", "pending")]
