"""What a person does with edits that Salesforce refused."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from cockpit_tui.domain.errors import NotPermitted
from cockpit_tui.services.logging_activities import LogService, NewLog
from cockpit_tui.services.mirroring import MirrorService
from cockpit_tui.store.tables import mirror_schema
from tests.conftest import TODAY
from tests.workspace import Workspace


def refuse_everything(workspace: Workspace) -> list[int]:
    """What waits is in quarantine, as after Salesforce's refusal; the numbers of it."""
    outbox = mirror_schema.outbox
    with workspace.store.write() as connection:
        connection.execute(update(outbox).values(state="quarantined", error_message="no"))
        return list(connection.scalars(select(outbox.c.id)))


def put_in_doubt(workspace: Workspace) -> None:
    """What waits was sent, told apart by nothing, and its answer was lost."""
    request = mirror_schema.push_batch
    with workspace.store.write() as connection:
        made = connection.execute(
            insert(request).values(
                lease="push",
                fence=1,
                state="in_doubt",
                request='{"mode": "E"}',
                created_at=workspace.clock.now(),
            )
        )
        assert made.inserted_primary_key is not None
        connection.execute(
            update(mirror_schema.outbox).values(
                state="in_doubt", push_batch_id=made.inserted_primary_key[0]
            )
        )


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


def test_somebody_with_a_right_to_their_own_tasks_settles_nobody_elses(
    workspace: Workspace,
) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta(), "Call", "Ana")
    workspace.tasks().sync([task])
    numbers = refuse_everything(workspace)
    workspace.set_role("Leo", "sales")
    mirror = MirrorService(workspace.store, workspace.actor("Leo"), workspace.clock)
    for verb in (mirror.drop, mirror.retry):
        with pytest.raises(NotPermitted, match="of others"):
            verb(numbers)
    assert workspace.operations() == [("create", "quarantined")]


def test_what_somebody_logged_is_sent_again_or_dropped_by_them_or_by_who_may_edit_all(
    workspace: Workspace,
) -> None:
    logs = LogService(workspace.store, workspace.actor("Leo"), workspace.clock)
    logs.log(NewLog(workspace.accounts["Globex"], "call", "Leo's call", TODAY))
    numbers = refuse_everything(workspace)
    for name in ("Leo", "Vera"):
        workspace.set_role(name, "sales")
    hers, his, anas = (
        MirrorService(workspace.store, workspace.actor(name), workspace.clock)
        for name in ("Vera", "Leo", "Ana")
    )
    for verb in (hers.drop, hers.retry):
        with pytest.raises(NotPermitted, match="of others"):
            verb(numbers)
    his.retry(numbers)
    put_in_doubt(workspace)
    with pytest.raises(NotPermitted, match="of others"):
        hers.send_again(numbers)
    assert workspace.operations() == [("create", "in_doubt")]
    his.send_again(numbers)
    anas.drop(refuse_everything(workspace))
    assert workspace.operations() == []


@pytest.mark.parametrize("state", ["sent", "in_doubt"])
def test_syncing_again_while_a_create_is_under_way_makes_no_second_one(
    workspace: Workspace, state: str
) -> None:
    workspace.map_fields()
    task = workspace.add_task(workspace.add_cta())
    workspace.tasks().sync([task])
    with workspace.store.write() as connection:
        connection.execute(update(mirror_schema.outbox).values(state=state))
    workspace.tasks().desync([task], keep_in_salesforce=True)
    workspace.tasks().sync([task])
    assert workspace.operations() == [("create", state), ("update", "pending")]
