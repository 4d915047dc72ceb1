"""Creates under a key of their own, and deletions, without an answer (fault 12, fault 13).

Whether the request arrived or not, and whatever a person does before the next exchange: each record
is there once, or gone, as it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cockpit_sync.cycle import Cycles
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.errors import NoAnswer
from cockpit_tui.services.logging_activities import LogService, NewLog
from tests.sync.bench import Bench
from tests.sync.test_create_modes import WithoutKey

Loses = Callable[[ApiRequest], bool]


@dataclass
class Losing:
    """The answers to the requests numbered `numbers`, of those that `loses` picks, do not come;
    where not `arrives`, neither does the request."""

    inner: Transport
    loses: Loses
    arrives: bool
    numbers: tuple[int, ...] = ()
    met: int = field(default=0)

    def call(self, request: ApiRequest) -> ApiResponse:
        if not self.loses(request):
            return self.inner.call(request)
        self.met += 1
        is_lost = self.met in self.numbers
        if is_lost and not self.arrives:
            raise NoAnswer("The connection broke before anything was sent.")
        answer = self.inner.call(request)
        if is_lost:
            raise NoAnswer("The connection broke before an answer came.")
        return answer

    def close(self) -> None:
        self.inner.close()


def is_keyed_create(request: ApiRequest) -> bool:
    return request.method == "POST" and "Idempotency-Key" in (request.headers or {})


def is_deletion(request: ApiRequest) -> bool:
    return request.method == "DELETE"


def keyed(bench: Bench, *numbers: int, arrives: bool) -> Cycles:
    """A mirror that creates by the UI API, one record a call, and loses the answers so numbered."""
    with bench.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM org")
    transport = Losing(WithoutKey(bench.http()), is_keyed_create, arrives, numbers)
    cycles = bench.new_cycles(transport, creates="idempotency-key")
    assert cycles.run(is_forced=True).create_mode == "B"
    return cycles


def titled(bench: Bench, words: str, *, arrives: bool) -> str:
    return f"{words}, {arrives}, {bench.store.url.get_backend_name()}"


def live(bench: Bench, title: str) -> list[dict[str, Any]]:
    return [row for row in bench.org.tasks_called(title) if not row["IsDeleted"]]


@pytest.mark.parametrize("arrives", [True, False])
def test_of_several_creates_the_one_without_an_answer_is_made_once_too(
    bench: Bench, arrives: bool
) -> None:
    cycles = keyed(bench, 2, arrives=arrives)
    titles = [titled(bench, f"Keyed {n}", arrives=arrives) for n in range(3)]
    task_ids = [bench.add_task(title) for title in titles]
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert [len(live(bench, title)) for title in titles] == [1, 1, 1]
    assert {bench.sync_state(task_id) for task_id in task_ids} == {"in-sync"}


@pytest.mark.parametrize("arrives", [True, False])
def test_a_create_without_an_answer_that_is_edited_meanwhile_has_the_edit(
    bench: Bench, arrives: bool
) -> None:
    cycles = keyed(bench, 1, 2, arrives=arrives)
    old = titled(bench, "Keyed, then edited", arrives=arrives)
    task_id = bench.add_task(old)
    assert cycles.run(is_forced=True).in_doubt == 1
    bench.tasks().edit([task_id], {"title": f"{old}, edited"})
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert (len(live(bench, old)), len(live(bench, f"{old}, edited"))) == (0, 1)
    assert bench.all_conflicts() == []


@pytest.mark.parametrize("arrives", [True, False])
def test_a_create_without_an_answer_that_is_deleted_meanwhile_leaves_nothing_there(
    bench: Bench, arrives: bool
) -> None:
    cycles = keyed(bench, 1, 2, arrives=arrives)
    title = titled(bench, "Keyed, then deleted", arrives=arrives)
    task_id = bench.add_task(title)
    assert cycles.run(is_forced=True).in_doubt == 1
    bench.tasks().delete([task_id])
    cycles.run(is_forced=True)
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert live(bench, title) == []
    assert bench.rows("outbox") == []


def deleting(bench: Bench, *numbers: int, arrives: bool) -> Cycles:
    bench.close()
    return bench.new_cycles(Losing(bench.http(), is_deletion, arrives, numbers))


@pytest.mark.parametrize("arrives", [True, False])
def test_a_deletion_without_an_answer_is_done_and_asked_about_by_nobody(
    bench: Bench, arrives: bool
) -> None:
    made = [bench.add_mirrored_task(f"Deleted {n}, {arrives}") for n in range(3)]
    cycles = deleting(bench, 1, arrives=arrives)
    bench.tasks().delete([task_id for task_id, _ in made])
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert all(bench.org.task(key)["IsDeleted"] for _, key in made)
    assert (bench.rows("outbox"), bench.all_conflicts()) == ([], [])


def test_a_deletion_that_did_not_arrive_spares_what_somebody_changed_meanwhile(
    bench: Bench,
) -> None:
    task_id, key = bench.add_mirrored_task("Deleted, and changed there")
    cycles = deleting(bench, 1, 2, arrives=False)
    bench.tasks().delete([task_id])
    assert cycles.run(is_forced=True).in_doubt == 1
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Description="Somebody still works on it")
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.in_doubt, report.conflicts) == (0, 1)
    assert bench.org.task(key)["IsDeleted"] is False


@pytest.mark.parametrize("arrives", [True, False])
def test_a_deletion_without_an_answer_that_is_taken_back_leaves_one_record(
    bench: Bench, arrives: bool
) -> None:
    title = titled(bench, "Deleted, and undone", arrives=arrives)
    task_id, _ = bench.add_mirrored_task(title)
    cycles = deleting(bench, 1, 2, arrives=arrives)
    bench.tasks().delete([task_id])
    cycles.run(is_forced=True)
    bench.history().undo()
    cycles.run(is_forced=True)
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert len(live(bench, title)) == 1
    assert bench.sync_state(task_id) == "in-sync"
    assert bench.salesforce_ids(task_id) == [row["Id"] for row in live(bench, title)]


@pytest.mark.parametrize("arrives", [True, False])
def test_a_log_that_is_taken_back_without_an_answer_is_gone_there(
    bench: Bench, arrives: bool
) -> None:
    title = titled(bench, "Logged by mistake", arrives=arrives)
    service = LogService(bench.store, bench.actor(), bench.clock)
    service.log(NewLog(bench.account(), "call", title, bench.clock.today()))
    assert bench.sync().exit_code == 0
    assert len(live(bench, title)) == 1
    cycles = deleting(bench, 1, arrives=arrives)
    bench.history().undo()
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert live(bench, title) == []
    assert bench.rows("outbox") == []
