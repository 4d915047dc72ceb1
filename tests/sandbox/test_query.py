"""Fact sheet, "Query endpoints": pages, locators, queryAll."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import Client


def test_a_page_holds_at_most_two_thousand_records(client: Client) -> None:
    """§1.3."""
    page = client.ask("SELECT Id FROM Task").content
    assert len(page["records"]) == 2_000
    assert page["done"] is False
    assert page["totalSize"] > 4_000


def test_the_pages_together_give_every_record_once(client: Client) -> None:
    """§1.3."""
    page = client.ask("SELECT Id FROM Task ORDER BY Subject").content
    total, seen = page["totalSize"], [row["Id"] for row in page["records"]]
    while not page["done"]:
        page = client.get(page["nextRecordsUrl"]).content
        assert page["totalSize"] == total
        seen += [row["Id"] for row in page["records"]]
    assert len(seen) == len(set(seen)) == total


def test_a_locator_has_eighteen_characters_and_its_prefix(client: Client) -> None:
    """§1.3."""
    url = client.ask("SELECT Id FROM Task").content["nextRecordsUrl"]
    locator, _, offset = url.rpartition("/")[2].partition("-")
    assert (len(locator), locator[:3], offset) == (18, "0r8", "2000")


def test_a_locator_keeps_the_result_while_rows_change(client: Client) -> None:
    """§1.3."""
    page = client.ask("SELECT Id, Subject FROM Task ORDER BY Id").content
    later = client.get(page["nextRecordsUrl"]).content["records"][0]["Id"]
    client.patch(f"sobjects/Task/{later}", {"Subject": "Changed since"})
    again = client.get(page["nextRecordsUrl"]).content["records"][0]
    assert (again["Id"], again["Subject"]) == (later, "Changed since")


@pytest.mark.parametrize("locator", ["0r8dL0000000009AAA-2000", "nonsense", "0r8-x"])
def test_an_unknown_locator_is_refused(client: Client, locator: str) -> None:
    """§1.3."""
    answer = client.get(f"query/{locator}")
    assert (answer.status, answer.code) == (400, "INVALID_QUERY_LOCATOR")


def test_a_locator_lives_for_two_days(client: Client, org: Org) -> None:
    """§1.3."""
    url = client.ask("SELECT Id FROM Task").content["nextRecordsUrl"]
    org.advance(timedelta(days=2) - timedelta(minutes=1))
    assert client.get(url).status == 200
    org.advance(timedelta(minutes=2))
    assert client.get(url).code == "INVALID_QUERY_LOCATOR"


@pytest.mark.parametrize(("asked", "given"), [("250", 250), ("1", 200), ("9999", 2_000)])
def test_the_batch_size_is_kept_between_200_and_2000(
    client: Client, asked: str, given: int
) -> None:
    """§1.3."""
    headers = {"Sforce-Query-Options": f"batchSize={asked}"}
    page = client.ask("SELECT Id FROM Task", headers=headers).content
    assert len(page["records"]) == given


def test_a_limit_ends_the_result(client: Client) -> None:
    """§1.3."""
    page = client.ask("SELECT Id FROM Task LIMIT 2000").content
    assert page["done"] is True
    assert page["totalSize"] == 2_000
    assert "nextRecordsUrl" not in page


def test_every_record_carries_its_type_and_url(client: Client) -> None:
    """§1.3."""
    row = client.rows("SELECT Id FROM Account LIMIT 1")[0]
    assert row["attributes"] == {
        "type": "Account",
        "url": f"/services/data/v66.0/sobjects/Account/{row['Id']}",
    }


def test_a_deleted_row_is_seen_by_query_all_only(client: Client) -> None:
    """§1.3."""
    task = client.create("Task", Subject="To be deleted")
    assert client.delete(f"sobjects/Task/{task}").status == 204
    soql = f"SELECT Id, IsDeleted FROM Task WHERE Id = '{task}'"
    assert client.rows(soql) == []
    assert client.rows(soql, deleted=True)[0]["IsDeleted"] is True


def test_an_archived_row_is_seen_by_query_all_only(client: Client) -> None:
    """§1.3."""
    assert client.rows("SELECT Id FROM Task WHERE IsArchived = true LIMIT 1") == []
    assert client.rows("SELECT Id FROM Task WHERE IsArchived = true LIMIT 1", deleted=True)


def test_a_query_without_a_statement_is_malformed(client: Client) -> None:
    """§1.3."""
    assert client.get("query").code == "MALFORMED_QUERY"


def test_walking_by_key_reads_the_index_and_not_the_table(client: Client, org: Org) -> None:
    """§1.3: Without the implied bound the last page of a large org would read all its rows."""
    from zoneinfo import ZoneInfo

    from cockpit_sandbox.soql.run import QueryContext

    stamp, last = "2026-11-01T00:00:00Z", "00TdL0000000001QAA"
    soql = (
        f"SELECT Id, What.Name, Owner.Name FROM Task WHERE (SystemModstamp > {stamp} OR"
        f" (SystemModstamp = {stamp} AND Id > '{last}')) ORDER BY SystemModstamp, Id LIMIT 2000"
    )
    context = QueryContext(
        org.storage,
        org.clock,
        ZoneInfo("UTC"),
        org.schema,
        lambda _object, _alias: ("", []),
        "66.0",
    )
    sql, values = context.compiled(soql, all_rows=True).page_sql(2_000)
    plan = " ".join(str(row[3]) for row in org.storage.rows("EXPLAIN QUERY PLAN " + sql, values))
    assert "SEARCH t USING INDEX Task_SystemModstamp_Id (SystemModstamp>?" in plan
    assert "TEMP B-TREE" not in plan


def test_walking_by_key_meets_every_row_once_even_when_stamps_tie(client: Client) -> None:
    """§1.3."""
    stamp, last, seen = "2000-01-01T00:00:00Z", "000000000000000", list[str]()
    while True:
        rows = client.rows(
            f"SELECT Id, SystemModstamp FROM Task WHERE (SystemModstamp > {stamp} OR"
            f" (SystemModstamp = {stamp} AND Id > '{last}')) ORDER BY SystemModstamp, Id LIMIT 700",
            deleted=True,
        )
        if not rows:
            break
        seen += [row["Id"] for row in rows]
        stamp, last = rows[-1]["SystemModstamp"].replace(".000+0000", "Z"), rows[-1]["Id"]
    total = client.ask("SELECT COUNT() FROM Task", deleted=True).content["totalSize"]
    assert len(seen) == len(set(seen)) == total
