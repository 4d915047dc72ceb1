"""What the org makes of what is written: triggers, duplicate rules, taken keys, unknown values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cockpit_sync.cycle import Cycles, MirrorSettings
from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse
from cockpit_sync.sending.push import PushPace
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.linking import LinkService
from cockpit_tui.store.mirror import quarantine
from tests.sync.bench import Bench
from tests.sync.spy import Spy
from tests.sync.transports import Answering


def failure_codes(bench: Bench) -> list[str]:
    with bench.store.read() as connection:
        return [row.failure.code for row in quarantine.quarantined(connection)]


def test_a_status_that_a_trigger_rewrites_becomes_the_base_and_never_loops(bench: Bench) -> None:
    """fault 32: our own write returns changed by a trigger."""
    task_id, key = bench.add_mirrored_task("Rewritten")
    bench.sync_rule('rewrite object=Task field=Subject value="Wanted" to="{} (checked)"')
    bench.tasks().edit([task_id], {"title": "Wanted"})
    assert bench.sync().updated == 1
    for _ in range(10):
        report = bench.sync()
        assert report.updated == 0
    bench.sandbox.control.clear_faults()
    assert bench.org.task(key)["Subject"] == "Wanted (checked)"
    assert bench.row("task", task_id)["title"] == "Wanted (checked)"
    assert bench.all_conflicts() == []


def test_a_trigger_that_chokes_on_many_rows_gets_fewer_and_later_more(bench: Bench) -> None:
    """fault 43: CPU limit at 200 rows, fine at 50."""
    cta_id = bench.add_cta("Choking trigger")
    for number in range(120):
        bench.add_task(f"Choke {number}", cta_id=cta_id)
    bench.sync_rule("row-limit object=Task over=50")
    pace = PushPace()
    settings = MirrorSettings(bench.sandbox.instance_url, is_loopback=True, pushes_everyones=True)
    spy = Spy(bench.http())
    cycles = Cycles(bench.store, spy, bench.clock, settings, push_pace=pace)
    reports = []
    for _ in range(8):
        reports.append(cycles.run(is_forced=True))
        if not reports[-1].pending:
            break
    cycles.close()
    assert reports[-1].exit_code == 0, reports[-1]
    assert sum(report.created for report in reports) == 120
    sizes = [
        len(part["body"]["records"])
        for request in spy.requests
        if request.purpose == "push"
        for part in request.json["compositeRequest"]
        if part["referenceId"] == "create"
    ]
    assert sizes[:2] == [120, 120]
    assert max(sizes[2:]) <= 50
    bench.sandbox.control.clear_faults()


def test_a_key_that_is_taken_by_ourselves_links_to_what_is_there(bench: Bench) -> None:
    """fault 45: DUPLICATE_VALUE on our key."""
    title = "Key taken"
    task_id = bench.add_task(title)
    inner = bench.http()

    def answer(request: ApiRequest) -> ApiResponse:
        response = inner.call(request)
        for part in response.body["compositeResponse"]:
            if part["referenceId"] == "create":
                error = {"statusCode": "DUPLICATE_VALUE", "message": "duplicate value found"}
                part["body"] = [{"success": False, "errors": [{**error, "fields": []}]}]
        return response

    cycles = bench.new_cycles(Answering(inner, answer))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.quarantined) == (1, 0)
    (made,) = bench.org.tasks_called(title)
    assert bench.salesforce_ids(task_id) == [made["Id"]]


def test_a_key_that_is_not_unique_is_set_aside_and_nothing_is_written(bench: Bench) -> None:
    """fault 46: upsert finds several records (300)."""
    bench.add_task("Key of two")

    def answer(request: ApiRequest) -> ApiResponse:
        error = {"statusCode": "DUPLICATE_EXTERNAL_ID", "message": "more than one record found"}
        parts = [
            {
                "referenceId": part["referenceId"],
                "httpStatusCode": 200,
                "httpHeaders": {},
                "body": [{"success": False, "errors": [{**error, "fields": []}]}]
                if part["referenceId"] == "create"
                else {"totalSize": 0, "done": True, "records": []},
            }
            for part in request.json["compositeRequest"]
        ]
        return ApiResponse(200, {"compositeResponse": parts})

    cycles = bench.new_cycles(Answering(bench.http(), answer))
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.created, report.quarantined) == (0, 1)
    assert failure_codes(bench) == ["DUPLICATE_EXTERNAL_ID"]
    assert bench.org.tasks_called("Key of two") == []


def test_a_duplicate_rule_is_a_persons_decision_and_is_never_overridden(bench: Bench) -> None:
    """fault 47: DUPLICATES_DETECTED."""
    bench.add_task("Twin by rule")
    bench.sync_rule('duplicate-rule object=Task field=Subject value="Twin by rule"')
    spy = Spy(bench.http())
    cycles = bench.new_cycles(spy)
    report = cycles.run(is_forced=True)
    cycles.close()
    bench.sandbox.control.clear_faults()
    assert (report.created, report.quarantined) == (0, 1)
    assert failure_codes(bench) == ["DUPLICATES_DETECTED"]
    assert all("Sforce-Duplicate-Rule-Header" not in row.headers for row in spy.requests)


def test_a_task_relates_to_its_ctas_opportunity_where_that_is_set(bench: Bench) -> None:
    """Decision 2: the account unless an admin chose the opportunity."""
    opportunity = bench.rows("opportunity", is_deleted=False)[0]
    cta_id = bench.add_cta("With an opportunity", opportunity["account_id"])
    with bench.store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE cta SET opportunity_id = {opportunity['id']} WHERE id = {cta_id}"
        )
    first = bench.add_task("To the account", cta_id=cta_id)
    bench.sync()
    bench.close()
    second = bench.add_task("To the opportunity", cta_id=cta_id)
    cycles = bench.new_cycles(relates_to_opportunity=True)
    assert cycles.run(is_forced=True).exit_code == 0
    cycles.close()
    account = bench.row("account", opportunity["account_id"])["salesforce_id"]
    whats = [bench.org.task(bench.salesforce_ids(task)[0])["WhatId"] for task in (first, second)]
    assert whats == [account, opportunity["salesforce_id"]]
    assert bench.sync().did_anything is False


def test_what_tasks_relate_to_is_one_answer_for_all_programs_of_a_workspace(bench: Bench) -> None:
    """Decision 2: whose settings leave it alone takes it as it is, and says nothing else."""
    opportunity = bench.rows("opportunity", is_deleted=False)[0]
    cta_id = bench.add_cta("With an opportunity", opportunity["account_id"])
    with bench.store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE cta SET opportunity_id = {opportunity['id']} WHERE id = {cta_id}"
        )
    account = bench.row("account", opportunity["account_id"])["salesforce_id"]
    bench.close()
    for chosen, related in (
        (None, account),
        (True, opportunity["salesforce_id"]),
        (None, opportunity["salesforce_id"]),
        (False, account),
        (None, account),
    ):
        task_id = bench.add_task("Another", cta_id=cta_id)
        cycles = bench.new_cycles(relates_to_opportunity=chosen)
        assert cycles.run(is_forced=True).exit_code == 0
        cycles.close()
        assert bench.org.task(bench.salesforce_ids(task_id)[0])["WhatId"] == related


def test_mirrored_tasks_follow_the_opportunity_of_their_cta_where_that_is_set(
    bench: Bench,
) -> None:
    """Decision 2: linked, linked otherwise, not any more, and undone; what somebody related there
    to something of their own stays so."""
    first, second = two_deals(bench)
    cta_id = bench.add_cta("Relinked", first["account_id"])
    account = bench.row("account", first["account_id"])["salesforce_id"]
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    cycles = bench.new_cycles(relates_to_opportunity=True)
    bench.close()
    task_id = bench.add_task("Follows", cta_id=cta_id)
    assert cycles.run(is_forced=True).exit_code == 0
    (key,) = bench.salesforce_ids(task_id)

    def related() -> str:
        report = cycles.run(is_forced=True)
        assert (report.exit_code, bench.rows("outbox")) == (0, [])
        return str(bench.org.task(key)["WhatId"])

    assert related() == account
    links.set_links(cta_id, [(LinkKind.OPPORTUNITY, first["id"])])
    assert bench.sync_state(task_id) == "pending"
    assert related() == first["salesforce_id"]
    links.set_links(cta_id, [(LinkKind.OPPORTUNITY, second["id"])])
    assert related() == second["salesforce_id"]
    bench.history().undo()
    assert related() == first["salesforce_id"]
    links.set_links(cta_id, [])
    assert related() == account
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, WhatId=second["salesforce_id"])
    assert related() == second["salesforce_id"]
    links.set_links(cta_id, [(LinkKind.OPPORTUNITY, first["id"])])
    assert related() == second["salesforce_id"], "theirs"
    cycles.close()


def test_without_that_setting_a_relink_owes_salesforce_nothing(bench: Bench) -> None:
    """Decision 2: off by default."""
    first, second = two_deals(bench)
    cta_id = bench.add_cta("Relinked quietly", first["account_id"])
    task_id = bench.add_task("Stays with the account", cta_id=cta_id)
    assert bench.sync().exit_code == 0
    links = LinkService(bench.store, bench.actor(), bench.clock, Practice())
    for deal in (first, second):
        links.set_links(cta_id, [(LinkKind.OPPORTUNITY, deal["id"])])
    assert bench.rows("outbox") == []
    account = bench.row("account", first["account_id"])["salesforce_id"]
    assert bench.org.task(bench.salesforce_ids(task_id)[0])["WhatId"] == account


def two_deals(bench: Bench) -> list[Mapping[str, Any]]:
    """Two opportunities of one customer."""
    for deal in bench.rows("opportunity", is_deleted=False):
        alike = bench.rows("opportunity", is_deleted=False, account_id=deal["account_id"])
        if len(alike) > 1:
            return list(alike[:2])
    raise AssertionError("every customer has one deal")


def test_an_archived_task_can_still_be_edited(bench: Bench) -> None:
    """fault 60: archived, then edited locally."""
    task_id, key = bench.add_mirrored_task("Archived")
    bench.sandbox.control.send("archive", object="Task", id=key)
    bench.sync()
    bench.tasks().edit([task_id], {"title": "Archived and edited"})
    assert bench.sync().exit_code == 0
    assert bench.org.task(key)["Subject"] == "Archived and edited"


def test_an_unknown_value_stays_raw_there_and_a_removed_one_of_ours_is_set_aside(
    bench: Bench,
) -> None:
    """fault 61: unknown picklist value there; a value of ours without a counterpart."""
    task_id, key = bench.add_mirrored_task("Odd value")
    with bench.store.write() as connection:
        connection.exec_driver_sql(
            "DELETE FROM sync_mapping WHERE field = 'priority' AND salesforce_value = 'Low'"
        )
    bench.close()
    cycles = bench.new_cycles()
    bench.sandbox.control.advance_clock(2)
    bench.org.change(key, Priority="Low")
    before = bench.row("task", task_id)["priority_id"]
    cycles.run(is_forced=True)
    assert bench.row("task", task_id)["priority_id"] == before
    bench.tasks().edit([task_id], {"title": "Odd value, renamed"})
    assert cycles.run(is_forced=True).exit_code == 0
    assert bench.org.task(key)["Priority"] == "Low"
    low = [
        row for row in bench.rows("picklist_value", picklist="priority") if row["label"] == "Low"
    ]
    bench.tasks().edit([task_id], {"priority_id": low[0]["id"]})
    report = cycles.run(is_forced=True)
    cycles.close()
    assert report.quarantined == 1
    assert failure_codes(bench) == ["NOT_MAPPED"]
    assert bench.org.task(key)["Priority"] == "Low"


def test_the_successor_of_a_recurring_task_is_one_new_activity_and_no_twin_of_ours(
    bench: Bench,
) -> None:
    """fault 62: closing one makes the server create the next."""
    title = f"Every week on {bench.store.url.get_backend_name()}"
    task_id, key = bench.add_mirrored_task(title)
    rule = f'spawn object=Task field=Status value=Completed subject="{title}, next"'
    bench.sync_rule(rule)
    bench.tasks().complete([task_id])
    bench.sync()
    bench.sync()
    bench.sandbox.control.clear_faults()
    assert len(bench.org.tasks_called(f"{title}, next")) == 1
    assert len(bench.rows("activity", subject=f"{title}, next")) == 1
    assert len(bench.org.tasks_called(title)) == 1
    assert bench.org.task(key)["IsClosed"] is True
