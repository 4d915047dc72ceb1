"""The fault matrix over real HTTP: each test names its row."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_sync.salesforce.errors import NoAnswer
from cockpit_tui.domain.errors import NotPermitted
from cockpit_tui.store.mirror import mirror_state, quarantine
from tests.sync.bench import Bench
from tests.sync.spy import Spy


@dataclass
class Garbled:
    """Answers one push with what `answer` makes of the true answer."""

    inner: Transport
    times: int = 1

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        if request.purpose == "push" and self.times:
            self.times -= 1
            return self.garble(response)
        return response

    def garble(self, response: ApiResponse) -> ApiResponse:
        raise NoAnswer("Salesforce's answer was cut short.", status=200)

    def close(self) -> None:
        self.inner.close()


class Forgetful(Garbled):
    """Salesforce leaves the parts of a composite call out that say how writing went."""

    def garble(self, response: ApiResponse) -> ApiResponse:
        answers = response.body["compositeResponse"]
        kept = [answer for answer in answers if answer["referenceId"] not in ("create", "update")]
        return replace(response, body={"compositeResponse": kept})


class EdgeError(Garbled):
    """A gateway answers with a page of HTML, after Salesforce did the work."""

    def garble(self, response: ApiResponse) -> ApiResponse:
        return replace(response, status=502, body=None)


class Twice:
    """A proxy that delivers every write twice."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == "push":
            self.inner.call(request)
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


def test_row_11_nobody_listens_offline_keeps_edits_and_charges_nothing(
    bench: Bench,
) -> None:
    """fault 11."""
    task_id = bench.add_task("Typed on the train")
    before = bench.rows("api_ledger")
    session = Session("http://127.0.0.1:9", bench.sandbox.access_token)
    cycles = bench.new_cycles(HttpTransport(session))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.exit_code, report.pending, report.api_calls) == (5, 1, 0)
    assert bench.sync_status().is_offline is True
    assert bench.rows("api_ledger") == before
    assert bench.sync().created == 1
    assert bench.sync_status().is_offline is False
    told = [row["message"] for row in bench.rows("sync_log")][-2:]
    assert told[0].startswith("Salesforce cannot be reached")
    assert told[1].startswith("Salesforce can be reached again, after ")
    assert bench.sync_state(task_id) == "in-sync"


@pytest.mark.parametrize("kind", ["drop-after", "drop-before"])
def test_rows_12_13_15_a_lost_answer_is_looked_up_and_makes_one_record(
    bench: Bench, kind: str
) -> None:
    """fault 12, fault 13, fault 15."""
    title = f"Lost answer {kind}"
    task_id, key = bench.add_mirrored_task(f"{title} updated")
    bench.sandbox.control.advance_clock(5)
    bench.tasks().edit([task_id], {"title": f"{title} updated here"})
    bench.add_task(title)
    bench.sync_rule(f"{kind} method=POST path=/composite times=1 skip=1")
    report = bench.sync()
    assert report.in_doubt == 0
    # The base is seconds old: in the same second somebody might have typed there too.
    told = {error.code for error in report.errors} - {"MAY_HAVE_OVERWRITTEN"}
    assert told == {"NO_ANSWER"}
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.org.task(key)["Subject"] == f"{title} updated here"
    assert (bench.rows("outbox"), bench.rows("push_batch")) == ([], [])


def test_a_doubt_that_cannot_be_settled_now_is_shown_and_settled_later(bench: Bench) -> None:
    bench.sync()
    task_id = bench.add_task("In doubt for a while")
    bench.sync_rule("drop-after method=POST path=/composite times=always skip=1")
    report = bench.sync()
    assert (report.in_doubt, report.exit_code) == (1, 5)
    assert bench.sync_state(task_id) == "in-doubt"
    bench.sandbox.control.clear_faults()
    assert bench.sync().exit_code == 0
    assert len(bench.org.tasks_called("In doubt for a while")) == 1


@pytest.mark.parametrize("breakage", [Garbled, Forgetful, EdgeError])
def test_rows_16_17_44_unreadable_or_missing_answers_are_in_doubt_not_done(
    bench: Bench, breakage: type[Garbled]
) -> None:
    """fault 16, fault 17, fault 44."""
    title = f"Unreadable {breakage.__name__}"
    bench.add_task(title)
    cycles = bench.new_cycles(breakage(bench.http()))
    cycles.run(is_forced=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.exit_code == 0
    assert len(bench.org.tasks_called(title)) == 1


def test_row_18_a_request_delivered_twice_makes_one_record(bench: Bench) -> None:
    """fault 18."""
    bench.add_task("Delivered twice")
    cycles = bench.new_cycles(Twice(bench.http()))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.exit_code) == (1, 0)
    assert len(bench.org.tasks_called("Delivered twice")) == 1


def test_row_19_an_expired_session_is_renewed_once_and_the_request_repeated_whole(
    bench: Bench,
) -> None:
    """fault 19."""
    session = Session(bench.sandbox.instance_url, bench.sandbox.access_token)
    renewed = []

    def refresh() -> Session:
        renewed.append(True)
        return session

    bench.add_task("Renewed")
    bench.sync_rule("expired-session times=1")
    cycles = bench.new_cycles(HttpTransport(session, refresh))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.exit_code, len(renewed)) == (0, 1)


def test_row_20_a_session_that_stays_ended_costs_two_calls_and_asks_for_a_sign_in(
    bench: Bench,
) -> None:
    """fault 20."""
    session = Session(bench.sandbox.instance_url, bench.sandbox.access_token)
    bench.add_task("Signed out")
    before = bench.sandbox.control.calls()
    bench.sync_rule("expired-session times=always")
    cycles = bench.new_cycles(HttpTransport(session, lambda: session))
    report = cycles.run(is_forced=True)
    cycles.close()
    bench.sandbox.control.clear_faults()
    assert report.exit_code == 5
    assert [error.kind for error in report.errors] == ["auth"]
    assert report.pending == 1
    assert bench.sandbox.control.calls() - before <= 2


def test_row_22_another_org_is_refused_with_both_names(bench: Bench) -> None:
    """fault 22."""
    with bench.store.write() as connection:
        known = mirror_state.load_org(connection)
        assert known is not None
        connection.exec_driver_sql("UPDATE org SET id = '00D000000000001AAA', name = 'Initech'")
    cycles = bench.new_cycles()
    with pytest.raises(NotPermitted, match=r"Initech.*Cockpit Demo"):
        cycles.run(is_forced=True)
    cycles.close()


def test_row_31_our_own_write_coming_back_writes_nothing(bench: Bench) -> None:
    """fault 31."""
    task_id, _ = bench.add_mirrored_task("Echo")
    entries = len(bench.rows("journal"))
    touched = bench.row("cta", bench.row("task", task_id)["cta_id"])["touched_at"]
    bench.clock.advance(minutes=30)
    report = bench.sync()
    assert report.did_anything is False
    assert len(bench.rows("journal")) == entries
    assert bench.row("cta", bench.row("task", task_id)["cta_id"])["touched_at"] == touched


def test_row_32_trimmed_text_becomes_the_base_and_never_loops(bench: Bench) -> None:
    """fault 32."""
    task_id, key = bench.add_mirrored_task("Trimmed")
    bench.tasks().edit([task_id], {"comments": "  trimmed by the server \r\n"})
    assert bench.sync().updated == 1
    for _ in range(3):
        report = bench.sync()
        assert (report.updated, report.did_anything) == (0, False)
    assert bench.org.task(key)["Description"] == "trimmed by the server"
    assert bench.all_conflicts() == []


def test_row_39_one_refused_record_of_many_is_quarantined_in_salesforces_words(
    bench: Bench,
) -> None:
    """fault 39."""
    cta_id = bench.add_cta("Thirty tasks")
    for number in range(30):
        bench.add_task(f"Row 39 no {number}", cta_id=cta_id)
    bench.sync_rule('validation object=Task field=Subject value="Row 39 no 7" message="Not seven"')
    report = bench.sync()
    assert (report.created, report.quarantined, report.exit_code) == (29, 1, 3)
    with bench.store.read() as connection:
        (waiting,) = quarantine.quarantined(connection)
    assert waiting.failure.message == "Not seven"
    assert waiting.failure.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert waiting.title == "Row 39 no 7"
    bench.sandbox.control.clear_faults()
    with bench.store.write() as connection:
        assert quarantine.retry_quarantined(connection, [waiting.operation.id]) == 1
    assert bench.sync().exit_code == 0


def test_an_edit_of_a_quarantined_task_sends_it_again(bench: Bench) -> None:
    bench.sync_rule('validation object=Task field=Subject value="Bad title" message="No"')
    task_id = bench.add_task("Bad title")
    assert bench.sync().quarantined == 1
    assert bench.sync_state(task_id) == "quarantined"
    bench.tasks().edit([task_id], {"title": "Good title"})
    assert bench.sync().exit_code == 0


def test_row_40_a_collection_that_fails_whole_inside_a_200_marks_nothing_done(
    bench: Bench,
) -> None:
    """fault 40."""
    cta_id = bench.add_cta("All refused")
    for _ in range(5):
        bench.add_task("Refused five times", cta_id=cta_id)
    bench.sync_rule('validation object=Task field=Subject value="Refused five times"')
    report = bench.sync()
    assert (report.created, report.quarantined) == (0, 5)
    bench.sandbox.control.clear_faults()
    assert bench.org.tasks_called("Refused five times") == []


def test_row_42_a_locked_row_is_tried_again_and_arrives_once(bench: Bench) -> None:
    """fault 42."""
    bench.add_task("Locked for a while")
    bench.sync_rule("lock object=Task times=3")
    reports = [bench.sync() for _ in range(4)]
    assert [report.pending for report in reports] == [1, 1, 1, 0]
    assert len(bench.org.tasks_called("Locked for a while")) == 1


def test_a_locked_row_waits_for_its_time_unless_asked(bench: Bench) -> None:
    bench.add_task("Patience")
    bench.sync_rule("lock object=Task times=1")
    bench.sync()
    assert bench.cycles.run().created == 0
    bench.clock.advance(seconds=10)
    assert bench.cycles.run().created == 1


def test_row_50_an_inactive_owner_holds_up_nothing_but_itself(bench: Bench) -> None:
    """fault 50."""
    inactive = bench.inactive_person()
    task_id, key = bench.add_mirrored_task("Left the company")
    bench.tasks().edit([task_id], {"title": "Left the company, renamed"})
    with bench.store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE person SET is_active = {bench.true} WHERE id = {inactive}"
        )
    bench.tasks().assign([task_id], [inactive])
    bench.sync()
    report = bench.sync()
    assert bench.org.task(key)["Subject"] == "Left the company, renamed"
    assert (report.quarantined, report.pending) == (1, 0)


def test_row_64_an_exhausted_budget_stops_all_calls_until_the_probe(bench: Bench) -> None:
    """fault 64; a process that starts within the pause makes no call either."""
    bench.add_task("Over budget")
    bench.sync()
    bench.add_task("Over budget too")
    bench.sync_rule("limit kind=daily times=always")
    assert bench.cycles.run().exit_code != 0
    before = bench.sandbox.control.calls()
    report = bench.cycles.run()
    assert (report.api_calls, report.pending) == (0, 1)
    restarted = bench.new_cycles()
    report = restarted.run()
    restarted.close()
    assert (report.api_calls, report.pending, report.exit_code) == (0, 1, 1)
    assert [error.code for error in report.errors] == ["CALLS_USED_UP"]
    assert "used up" in bench.sync_status().problem
    assert bench.sandbox.control.calls() == before
    bench.sandbox.control.clear_faults()
    bench.clock.advance(hours=2)
    assert bench.cycles.run().pending == 0


def test_row_65_too_many_at_once_is_passing_and_opens_no_breaker(bench: Bench) -> None:
    """fault 65."""
    bench.sync()
    bench.sync_rule("limit kind=long times=1")
    assert bench.cycles.run().errors
    assert bench.cycles.run().api_calls == 1


def test_row_72_a_text_too_long_is_quarantined_and_odd_letters_survive(bench: Bench) -> None:
    """fault 72."""
    cta_id = bench.add_cta("Long and odd")
    odd = "שלום 🙂 \u0645\u0631\u062d\u0628\u0627\nnew line"
    long_id = bench.add_task("Too long", cta_id=cta_id, comments="x" * 32_001)
    odd_id = bench.add_task("Odd", cta_id=cta_id, comments=odd)
    report = bench.sync()
    assert (report.created, report.quarantined) == (1, 1)
    assert bench.sync_state(long_id) == "quarantined"
    assert bench.org.task(bench.salesforce_ids(odd_id)[0])["Description"] == odd
    assert bench.sync().did_anything is False


def test_the_ledger_equals_the_orgs_own_count(bench: Bench) -> None:
    before = bench.sandbox.control.calls()
    ledger = sum(row["calls"] for row in bench.rows("api_ledger"))
    bench.add_task("Counted")
    bench.sync()
    bench.sync()
    bench.close()
    counted = sum(row["calls"] for row in bench.rows("api_ledger")) - ledger
    assert counted == bench.sandbox.control.calls() - before


def test_a_read_only_mirror_reads_and_writes_nothing(bench: Bench) -> None:
    task_id = bench.add_task("Would write")
    cycles = bench.new_cycles(Spy(bench.http()), is_read_only=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.would_write, report.exit_code) == (0, 1, 3)
    assert bench.sync_status().would_write == 1
    assert bench.org.tasks_called("Would write") == []
    assert bench.sync_state(task_id) == "pending"
