"""Two programs on one PostgreSQL: neither overlooks the other, and one that is stopped holds
nobody up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import ExceptionContext

from cockpit_tui.domain.errors import StoreContended, StoreError, StoreReference, StoreTwin
from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store import engine
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_state
from cockpit_tui.store.mirror.mirror_state import Transaction
from cockpit_tui.store.rehearsal import Rehearsal
from cockpit_tui.store.tables import schema
from cockpit_tui.store.workspace import fact, set_fact
from tests.workspace import Workspace

PATIENCE_SECONDS = 20.0
DEADLOCK = "40P01"


@pytest.fixture
def other(workspace: Workspace) -> Iterator[Store]:
    """The same database in another program."""
    if workspace.store.is_sqlite:
        pytest.skip("SQLite has one writer, and the next waits for its end")
    opened = Store(workspace.store.url)
    yield opened
    opened.close()


def wait_until_blocked(store: Store, *, on: str) -> None:
    """Until a connection waits for a lock of another, in a statement that contains the words."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock' AND query LIKE :words"
    )
    for _ in range(int(PATIENCE_SECONDS / 0.02)):
        with store.read() as connection:
            if connection.scalar(query, {"words": f"%{on}%"}):
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits")


def of_cta(workspace: Workspace, cta_id: CtaId, column: str) -> object:
    query = select(schema.cta.c[column]).where(schema.cta.c.id == cta_id)
    with workspace.store.read() as connection:
        return connection.scalar(query)


def in_thread(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_two_people_who_add_tasks_to_one_cta_at_once_are_both_counted(
    workspace: Workspace, other: Store
) -> None:
    cta_id = workspace.add_cta("Both at once")
    summed_up, may_commit = threading.Event(), threading.Event()

    def hold(connection: Any) -> None:
        """Ana's tasks are summed up, and not yet committed."""
        if connection.get_execution_options().get("cockpit_write"):
            summed_up.set()
            assert may_commit.wait(PATIENCE_SECONDS)

    event.listen(workspace.store.engine, "commit", hold, once=True)
    ana = in_thread(lambda: workspace.add_task(cta_id, "Ana's"))
    assert summed_up.wait(PATIENCE_SECONDS)
    leo = in_thread(lambda: Workspace.at(other, workspace).add_task(cta_id, "Leo's"))
    wait_until_blocked(other, on="cta")
    may_commit.set()
    ana.join()
    leo.join()
    assert of_cta(workspace, cta_id, "tasks_total") == 2


@pytest.mark.parametrize("of", ["cta", "task"])
def test_two_people_who_save_a_text_at_the_same_moment_keep_the_lines_of_both(
    workspace: Workspace, other: Store, of: str
) -> None:
    cta_id = workspace.add_cta("Both at once")
    task_id = workspace.add_task(cta_id, "Call")
    theirs = Workspace.at(other, workspace)
    began = "called\nwaits\noffer"

    def write(whose: Workspace, who: str, words: str, since: str = began) -> object:
        if of == "cta":
            return whose.ctas(who).edit([cta_id], {"comment": words}, since={"comment": since})
        return whose.tasks(who).edit([task_id], {"comments": words}, since={"comments": since})

    write(workspace, "Ana", began, "")
    with stopped_after(workspace.store, f"UPDATE {of} SET") as stopped:
        ana = in_thread(lambda: write(workspace, "Ana", "called twice\nwaits\noffer"))
        assert stopped.wait(PATIENCE_SECONDS)
        leo = in_thread(lambda: write(theirs, "Leo", "called\nwaits\noffer sent"))
        ana.join()
        leo.join()
    row = workspace.row(of, cta_id if of == "cta" else task_id)
    assert row["comment" if of == "cta" else "comments"] == "called twice\nwaits\noffer sent"


def test_a_program_that_is_stopped_within_a_write_loses_its_locks_to_the_others(
    workspace: Workspace, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cta_id = workspace.add_cta("Held by a sleeper")
    monkeypatch.setattr(engine, "STOPPED_SECONDS", 1)
    sleeper = Store(workspace.store.url)
    rename = text("UPDATE cta SET name = :name WHERE id = :id")

    def doze() -> None:
        with sleeper.write() as connection:
            connection.execute(rename, {"name": "Asleep", "id": cta_id})
            with other.write() as awake:
                awake.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS:.0f}s'"))
                awake.execute(rename, {"name": "Awake", "id": cta_id})
            connection.execute(rename, {"name": "Asleep again", "id": cta_id})

    with pytest.raises(StoreError):
        doze()
    sleeper.close()
    assert of_cta(workspace, cta_id, "name") == "Awake"


def test_two_mirrors_that_note_the_same_at_once_both_get_through(
    workspace: Workspace, other: Store
) -> None:
    hour = workspace.clock.now().replace(minute=0)
    calls = {(hour, "pull"): 2}

    def note(connection: Transaction, value: str) -> None:
        set_fact(connection, "mirror_health", value)
        mirror_state.add_calls(connection, calls)

    def note_too() -> None:
        with other.write() as connection:
            note(connection, "second")

    with workspace.store.write() as connection:
        note(connection, "first")
        second = in_thread(note_too)
        wait_until_blocked(workspace.store, on="workspace")
    second.join()
    with workspace.store.read() as connection:
        assert fact(connection, "mirror_health") == "second"
        assert mirror_state.calls_since(connection, hour) == 4


@contextmanager
def stopped_after(store: Store, words: str, *, until: str = "FOR") -> Iterator[Event]:
    """One writer stops after its first statement that contains the words, until another waits for
    it in one that contains `until`; yields what tells that it stopped."""
    stopped = Event()

    def stop(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if words in statement and not stopped.is_set():
            stopped.set()
            wait_until_blocked(store, on=until)

    event.listen(store.engine, "after_cursor_execute", stop)
    yield stopped
    event.remove(store.engine, "after_cursor_execute", stop)


@contextmanager
def without_deadlock(*stores: Store) -> Iterator[None]:
    """What is done inside meets none."""
    met: list[object] = []

    def note(context: ExceptionContext) -> None:
        met.append(getattr(context.original_exception, "sqlstate", None))

    for store in stores:
        event.listen(store.engine, "handle_error", note)
    yield
    assert DEADLOCK not in met


def test_who_deletes_a_task_and_who_deletes_its_cta_wait_in_one_order(
    workspace: Workspace, other: Store
) -> None:
    workspace.add_linkable()
    cta_id = workspace.add_cta("Both delete")
    task_id = workspace.add_task(cta_id)
    with workspace.store.read() as connection:
        contact_id = connection.scalars(select(schema.contact.c.id).limit(1)).one()
    LinkService(workspace.store, workspace.actor(), workspace.clock).set_contacts(
        task_id, [contact_id]
    )
    leos = Workspace.at(other, workspace).ctas()
    with (
        without_deadlock(workspace.store, other),
        stopped_after(workspace.store, "FROM record_link") as stopped,
    ):
        ana = in_thread(lambda: workspace.tasks().delete([task_id]))
        assert stopped.wait(PATIENCE_SECONDS)
        leos.delete([cta_id])
        ana.join()
    assert of_cta(workspace, cta_id, "id") is None


def test_a_task_that_is_added_while_its_cta_is_deleted_goes_with_it(
    workspace: Workspace, other: Store
) -> None:
    cta_id = workspace.add_cta("Grows while it goes")
    leos = Workspace.at(other, workspace).ctas()
    with (
        without_deadlock(workspace.store, other),
        stopped_after(workspace.store, "INSERT INTO task ") as stopped,
    ):
        ana = in_thread(lambda: workspace.add_task(cta_id))
        assert stopped.wait(PATIENCE_SECONDS)
        leos.delete([cta_id])
        ana.join()
    assert of_cta(workspace, cta_id, "id") is None
    assert workspace.tasks_of(cta_id) == []


def test_a_verb_that_the_database_ends_for_a_deadlock_is_done_once_more(
    workspace: Workspace, other: Store
) -> None:
    first, second = workspace.add_cta("First"), workspace.add_cta("Second")
    lock = text("SELECT id FROM cta WHERE id = :id FOR UPDATE")
    with other.write() as connection:
        connection.execute(text(f"SET LOCAL deadlock_timeout = '{PATIENCE_SECONDS:.0f}s'"))
        connection.execute(lock, {"id": second})
        ana = in_thread(lambda: workspace.ctas().edit([first, second], {"is_flagged": True}))
        wait_until_blocked(workspace.store, on="FOR NO KEY UPDATE")
        connection.execute(lock, {"id": first})
    ana.join()
    assert of_cta(workspace, first, "is_flagged") is True
    assert of_cta(workspace, second, "is_flagged") is True


def test_a_rehearsal_that_the_database_ends_for_a_deadlock_is_done_once_more(
    workspace: Workspace, other: Store
) -> None:
    first, second = workspace.add_cta("First"), workspace.add_cta("Second")
    lock = text("SELECT id FROM cta WHERE id = :id FOR UPDATE")
    rehearsal = Rehearsal(workspace.store.url)
    told: list[bool] = []
    was_ended, is_others = Event(), Event()

    @event.listens_for(rehearsal.engine, "handle_error")
    def note(_context: ExceptionContext) -> None:
        was_ended.set()

    @event.listens_for(rehearsal.engine, "before_cursor_execute")
    def wait(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        """What is done once more begins when the other one has both."""
        if was_ended.is_set() and not statement.startswith("ROLLBACK"):
            assert is_others.wait(PATIENCE_SECONDS)

    def rehearse() -> None:
        ctas = Workspace.at(rehearsal, workspace).ctas()
        told.append(ctas.edit([first, second], {"is_flagged": True}).is_same)

    with other.write() as connection:
        connection.execute(text(f"SET LOCAL deadlock_timeout = '{PATIENCE_SECONDS:.0f}s'"))
        connection.execute(lock, {"id": second})
        ana = in_thread(rehearse)
        wait_until_blocked(workspace.store, on="FOR NO KEY UPDATE")
        connection.execute(lock, {"id": first})
        is_others.set()
    ana.join()
    assert told == [False]
    assert {row.entity_id for row in rehearsal.changes()} == {first, second}
    rehearsal.close()
    assert of_cta(workspace, first, "is_flagged") is False


def test_a_record_that_stays_missing_is_not_taken_for_somebody_elses_writing(
    workspace: Workspace,
) -> None:
    class Dangling(Service):
        calls = 0

        @requires(Right.EDIT, "cta")
        def act(self) -> None:
            self.calls += 1
            with self.work("Dangling") as work:
                work.insert(schema.contact, {"account_id": 4711, "name": "Nobody's"})

    service = Dangling(workspace.store, workspace.actor(), workspace.clock)
    with pytest.raises(StoreReference, match="Nothing of this change was kept") as refused:
        service.act()
    assert service.calls == 2, "somebody may have deleted it at that very moment"
    assert "moment" not in refused.value.message
    assert "foreign key" in refused.value.hint.lower()


@pytest.mark.parametrize(("has_committed", "times"), [(False, 2), (True, 1)])
def test_a_call_that_kept_something_is_not_made_again(
    workspace: Workspace, has_committed: bool, times: int
) -> None:
    class Contended(Service):
        calls = 0

        @requires(Right.EDIT, "cta")
        def act(self) -> None:
            self.calls += 1
            if has_committed:
                with self.work("Kept") as work:
                    work.update(schema.cta, cta_id, {"is_flagged": True})
            raise StoreContended("Again.")

    cta_id = workspace.add_cta()
    service = Contended(workspace.store, workspace.actor(), workspace.clock)
    with pytest.raises(StoreContended):
        service.act()
    assert service.calls == times


def test_two_admins_who_set_the_same_rule_at_once_are_both_content(
    workspace: Workspace, other: Store
) -> None:
    risk, asked = workspace.value(Picklist.CTA_TYPE, "Risk"), [FieldRule.MANDATORY]
    ana = FieldRuleService(workspace.store, workspace.actor(), workspace.clock)
    twin = FieldRuleService(other, workspace.actor(), workspace.clock)
    told: list[bool] = []
    adding = "INSERT INTO field_rule"
    with stopped_after(workspace.store, adding, until=adding) as stopped:
        first = in_thread(lambda: told.append(ana.set(risk, "comment", asked).is_same))
        assert stopped.wait(PATIENCE_SECONDS)
        assert twin.set(risk, "comment", asked).is_same
        first.join()
    assert told == [False]


def test_a_record_that_stays_there_twice_is_refused_in_words_after_the_second_try(
    workspace: Workspace,
) -> None:
    class Twice(Service):
        calls = 0

        @requires(Right.EDIT, "cta")
        def act(self) -> None:
            self.calls += 1
            with self.work("Twice") as work:
                account = {"name": "Globex again", "words": " globex", "salesforce_id": there}
                work.insert(schema.account, account)

    there = workspace.row("account", workspace.accounts["Globex"])["salesforce_id"]
    service = Twice(workspace.store, workspace.actor(), workspace.clock)
    with pytest.raises(StoreTwin, match="is there already") as refused:
        service.act()
    assert service.calls == 2
    assert refused.value.hint
