"""A first load by Bulk API: persisted, resumed, and given up for pages when it fails."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.errors import NoAnswer
from cockpit_tui.store.mirror import mirror_state
from tests.sync.bench import Bench


@dataclass
class Small:
    """Asks for small parts of Bulk results, so that there are several; `before` may break off."""

    inner: Transport
    rows: int = 400
    before: Callable[[ApiRequest], None] = field(default=lambda _: None)
    seen: list[ApiRequest] = field(default_factory=list)

    def call(self, request: ApiRequest) -> ApiResponse:
        self.seen.append(request)
        self.before(request)
        path = request.path.replace("maxRecords=50000", f"maxRecords={self.rows}")
        return self.inner.call(replace(request, path=path))

    def close(self) -> None:
        self.inner.close()

    def results(self) -> list[str]:
        return [row.path for row in self.seen if "/results" in row.path]


def cursor(bench: Bench, stream: str) -> mirror_state.Cursor:
    with bench.store.read() as connection:
        return mirror_state.load_cursors(connection)[stream]


def everything(bench: Bench) -> list[tuple[object, ...]]:
    names = ("salesforce_id", "subject", "status", "is_closed", "owner_name", "account_id", "date")
    rows = bench.rows("activity", kind="Event")
    return sorted(tuple(str(row[name]) for name in names) for row in rows)


def test_a_large_object_is_loaded_by_one_job_and_says_what_pages_say(bench: Bench) -> None:
    before = everything(bench)
    transport = Small(bench.http())
    cycles = bench.new_cycles(transport, bulk_rows=500)
    report = cycles.run(is_forced=True, is_full=True)
    cycles.close()
    assert (report.exit_code, report.pulled["Event"].seen >= len(before)) == (0, True)
    jobs = [row for row in transport.seen if row.path.endswith("/jobs/query")]
    assert len(jobs) == 2
    assert len(transport.results()) >= 3
    assert everything(bench) == before
    assert cursor(bench, "Event").phase == "delta"
    task_id, key = bench.add_mirrored_task("After a Bulk load")
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Subject="After a Bulk load, changed")
    assert bench.sync().exit_code == 0
    assert bench.row("task", task_id)["title"] == "After a Bulk load, changed"


def test_a_load_that_was_cut_off_goes_on_where_it_was(bench: Bench) -> None:
    """fault 7, fault 8 for Bulk: killed between two parts of the results."""
    before = everything(bench)

    def cut(request: ApiRequest) -> None:
        if "locator=" in request.path and not cuts:
            cuts.append(request.path)
            raise NoAnswer("The connection broke before an answer came.")

    cuts: list[str] = []
    cycles = bench.new_cycles(Small(bench.http(), before=cut), bulk_rows=500)
    cycles.run(is_forced=True, is_full=True)
    cycles.close()
    assert cuts
    transport = Small(bench.http())
    cycles = bench.new_cycles(transport, bulk_rows=500)
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    first = transport.results()[0]
    assert first.partition("locator=")[2] == cuts[0].partition("locator=")[2]
    assert everything(bench) == before


@pytest.mark.parametrize("rule", ["lost-locator", "bulk-fail"])
def test_a_job_that_fails_or_loses_its_results_gives_way_to_pages(bench: Bench, rule: str) -> None:
    """fault 29: the locator is lost in mid load."""
    before = everything(bench)
    bench.sync_rule(f"{rule} times=always")
    transport = Small(bench.http())
    cycles = bench.new_cycles(transport, bulk_rows=500)
    report = cycles.run(is_forced=True, is_full=True)
    cycles.close()
    bench.sandbox.control.clear_faults()
    assert {error.record for error in report.errors} <= {"Task", "Event"}
    assert report.errors
    assert cursor(bench, "Event").phase == "delta"
    assert everything(bench) == before


def test_a_job_under_way_is_asked_for_again_by_the_next_cycle(bench: Bench) -> None:
    bench.sync_rule("bulk-wait polls=2 times=always")
    with bench.store.write() as connection:
        mirror_state.reset_cursors(connection)
    cycles = bench.new_cycles(Small(bench.http()), bulk_rows=500)
    cycles.run()
    assert cursor(bench, "Event").phase == "bulk"
    for _ in range(4):
        cycles.run()
    cycles.close()
    bench.sandbox.control.clear_faults()
    assert cursor(bench, "Event").phase == "delta"


@dataclass
class Emptied(Small):
    """Every third event is deleted in Salesforce by now, and the results of the job say so."""

    def call(self, request: ApiRequest) -> ApiResponse:
        response = super().call(request)
        if not isinstance(response.body, bytes):
            return response
        rows = list(csv.DictReader(io.StringIO(response.body.decode())))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        for number, row in enumerate(rows):
            is_event = "StartDateTime" in row
            writer.writerow({**row, "IsDeleted": "true"} if is_event and number % 3 == 0 else row)
        return replace(response, body=text.getvalue().encode())


def test_a_mass_of_deletions_is_judged_over_all_parts_of_a_job_even_if_it_was_cut_off(
    bench: Bench,
) -> None:
    """fault 58 for Bulk: in no transaction of it are there enough to be a mass."""
    living = len(bench.rows("activity", kind="Event", is_deleted=False))

    def cut(request: ApiRequest) -> None:
        if "locator=" in request.path and not cuts:
            cuts.append(request.path)
            raise NoAnswer("The connection broke before an answer came.")

    cuts: list[str] = []
    cycles = bench.new_cycles(Emptied(bench.http(), before=cut), bulk_rows=500)
    cycles.run(is_forced=True, is_full=True)
    cycles.close()
    assert (len(cuts), cursor(bench, "Event").bulk_locator) == (1, None)
    transport = Emptied(bench.http())
    cycles = bench.new_cycles(transport, bulk_rows=500)
    report = cycles.run(is_forced=True)
    assert [error.code for error in report.errors] == ["MASS_DELETION"]
    assert cursor(bench, "Event").phase == "delta"
    assert len(bench.rows("activity", kind="Event", is_deleted=False)) == living
    report = cycles.run(is_forced=True, is_full=True, accepts_deletions=True)
    cycles.close()
    assert report.errors == ()
    gone = report.pulled["Event"].deleted
    assert living * 0.3 < gone < living * 0.4


def test_results_that_were_cut_within_a_row_are_asked_for_again(bench: Bench) -> None:
    before = everything(bench)
    cycles = bench.new_cycles(CutOnce(bench.http()), bulk_rows=500)
    report = cycles.run(is_forced=True, is_full=True)
    assert [error.code for error in report.errors] == ["NO_ANSWER"]
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    assert everything(bench) == before


@dataclass
class CutOnce:
    """The first Bulk results end within their last row."""

    inner: Transport
    is_cut: bool = False

    def call(self, request: ApiRequest) -> ApiResponse:
        answer = self.inner.call(request)
        if "/results" not in request.path or self.is_cut:
            return answer
        self.is_cut = True
        return replace(answer, body=answer.body[: answer.body.rindex(b",")])

    def close(self) -> None:
        self.inner.close()
