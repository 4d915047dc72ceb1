"""Fact sheet, "SOQL subset to implement"."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from cockpit_sandbox.org import Org
from tests.sandbox.client import BASE, Client


def test_a_null_relation_is_null_and_not_an_object(client: Client) -> None:
    """§1.4."""
    task = client.create("Task", Subject="Nobody's")
    row = client.rows(f"SELECT What.Name, Account.Owner.Name FROM Task WHERE Id = '{task}'")[0]
    assert row["What"] is None
    assert row["Account"] is None


def test_parents_are_read_through_their_relationship(client: Client, account: str) -> None:
    """§1.4."""
    task = client.create("Task", Subject="x", WhatId=account)
    row = client.rows(
        "SELECT Owner.Name, Owner.Email, What.Name, What.Type, Account.Name, Account.Owner.Name"
        f" FROM Task WHERE Id = '{task}'"
    )[0]
    name = client.row("Account", account)["Name"]
    assert row["What"]["Name"] == row["Account"]["Name"] == name
    assert row["What"]["Type"] == "Account"
    assert row["Owner"]["Name"] == "Maya Lindåker"
    assert row["Account"]["Owner"]["Name"]
    assert row["What"]["attributes"]["type"] == "Name"


def test_a_case_as_parent_shows_its_number_as_name(client: Client) -> None:
    """§1.4."""
    case = client.rows("SELECT Id, CaseNumber FROM Case LIMIT 1")[0]
    task = client.create("Task", Subject="x", WhatId=case["Id"])
    row = client.rows(f"SELECT What.Name, What.Type FROM Task WHERE Id = '{task}'")[0]
    assert (row["What"]["Name"], row["What"]["Type"]) == (case["CaseNumber"], "Case")


def test_a_polymorphic_parent_exposes_only_name_fields(client: Client) -> None:
    """§1.4."""
    assert client.ask("SELECT What.Industry FROM Task").code == "INVALID_FIELD"
    assert client.ask("SELECT What.Owner.Name FROM Task").code == "INVALID_FIELD"


def test_typeof_gives_each_kind_of_parent_its_own_fields(client: Client) -> None:
    """§1.4."""
    rows = client.rows(
        "SELECT TYPEOF What WHEN Opportunity THEN Name, StageName WHEN Account THEN Name, Industry"
        " ELSE Name END FROM Task WHERE WhatId != null LIMIT 300"
    )
    by_type = {row["What"]["attributes"]["type"]: set(row["What"]) for row in rows}
    assert by_type["Opportunity"] == {"attributes", "Name", "StageName"}
    assert by_type["Account"] == {"attributes", "Name", "Industry"}
    assert by_type["Case"] == {"attributes", "Name"}


def test_an_unknown_column_is_named_with_its_row_and_column(client: Client) -> None:
    """§1.4."""
    answer = client.ask("SELECT Id,\n  Colour__c FROM Task")
    assert (answer.status, answer.code) == (400, "INVALID_FIELD")
    message = answer.content[0]["message"]
    assert "ERROR at Row:2:Column:3" in message
    assert "No such column 'Colour__c' on entity 'Task'" in message


def test_an_unknown_object_is_an_invalid_type(client: Client) -> None:
    """§1.4."""
    answer = client.ask("SELECT Id FROM Nonsense")
    assert answer.code == "INVALID_TYPE"
    assert "sObject type 'Nonsense' is not supported" in answer.content[0]["message"]


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Id FROM Task WHERE",
        "SELECT FROM Task",
        "SELECT Id FROM Task WHERE Subject = 'open",
        'SELECT Id FROM Task WHERE Subject = "double"',
        "SELECT Id FROM Task WHERE Status = 'a' AND Status = 'b' OR Status = 'c'",
        "SELECT Id FROM Task; DROP TABLE Task",
        "SELECT Id FROM Task WHERE Subject = 'bad \\q escape'",
        "SELECT Id FROM Task WHERE ActivityDate = 2026-13-45",
    ],
)
def test_what_cannot_be_read_is_malformed(client: Client, soql: str) -> None:
    """§1.4."""
    answer = client.ask(soql)
    assert (answer.status, answer.code) == (400, "MALFORMED_QUERY")


def test_a_long_text_can_neither_be_filtered_nor_sorted(client: Client) -> None:
    """§1.4."""
    for soql in (
        "SELECT Id FROM Task WHERE Description = 'x'",
        "SELECT Id FROM Task ORDER BY Description",
    ):
        answer = client.ask(soql)
        assert (answer.status, answer.code) == (400, "INVALID_FIELD")
    assert client.rows("SELECT Description FROM Task WHERE IsClosed = true LIMIT 1")


@pytest.mark.parametrize(
    "condition",
    ["ActivityDate = 'x'", "IsClosed = 'true'", "Subject = 5", "SystemModstamp > '2026-01-01'"],
)
def test_a_literal_of_the_wrong_type_is_refused(client: Client, condition: str) -> None:
    """§1.4."""
    assert client.ask(f"SELECT Id FROM Task WHERE {condition}").code == "INVALID_FIELD"


def test_ids_compare_with_regard_to_case_and_in_both_lengths(client: Client, account: str) -> None:
    """§1.4."""
    assert client.ids(f"SELECT Id FROM Account WHERE Id = '{account[:15]}'") == [account]
    assert client.ids(f"SELECT Id FROM Account WHERE Id IN ('{account}')") == [account]
    bad = client.ask("SELECT Id FROM Account WHERE Id = 'nonsense'")
    assert bad.code == "INVALID_QUERY_FILTER_OPERATOR"


def test_text_compares_without_regard_to_case_umlauts_included(client: Client) -> None:
    """§1.4."""
    client.create("Account", Name="ÖLMÜHLE Weiß")
    assert client.rows("SELECT Id FROM Account WHERE Name = 'ölmühle weiss'")
    assert client.rows("SELECT Id FROM Account WHERE Name LIKE 'ölm_hle%'")


def test_wildcards_can_be_escaped_in_like(client: Client) -> None:
    """§1.4."""
    client.create("Account", Name="100% sure")
    client.create("Account", Name="1000 sure")
    assert len(client.rows(r"SELECT Id FROM Account WHERE Name LIKE '100\% sure'")) == 1
    assert len(client.rows("SELECT Id FROM Account WHERE Name LIKE '100% sure'")) == 2


def test_unequal_and_not_in_find_rows_without_a_value(client: Client) -> None:
    """§1.4."""
    with_type = client.create("Task", Subject="probe", Type="Call")
    without = client.create("Task", Subject="probe")
    probes = "SELECT Id FROM Task WHERE Subject = 'probe' AND "
    assert client.ids(probes + "Type != 'Call'") == [without]
    assert client.ids(probes + "Type NOT IN ('Call', 'Email')") == [without]
    assert client.ids(probes + "NOT Type = 'Call'") == [without]
    assert client.ids(probes + "Type = null") == [without]
    assert client.ids(probes + "Type != null") == [with_type]
    assert client.ids(probes + "Type IN ('call')") == [with_type]


def test_milliseconds_are_not_significant(client: Client) -> None:
    """§1.4."""
    task = client.create("Task", Subject="probe")
    stamp = client.row("Task", task)["SystemModstamp"].replace("000+0000", "900Z")
    assert client.ids(f"SELECT Id FROM Task WHERE SystemModstamp >= {stamp}") == [task]


def test_an_offset_is_understood_in_a_moment(client: Client) -> None:
    """§1.4."""
    task = client.create("Task", Subject="probe")
    soql = "SELECT Id FROM Task WHERE SystemModstamp >= 2026-11-23T10:00:30+01:00"
    assert client.ids(soql) == [task]


def test_date_words_are_evaluated_in_the_time_zone_of_the_user(client: Client, org: Org) -> None:
    """§1.4."""
    org.advance(timedelta(hours=14, minutes=30))
    task = client.create("Task", Subject="Late in UTC, next day in Berlin")
    assert client.row("Task", task)["CreatedDate"].startswith("2026-11-23T23:30")
    assert client.ids("SELECT Id FROM Task WHERE CreatedDate = TODAY") == [task]
    assert client.ids("SELECT Id FROM Task WHERE CreatedDate = YESTERDAY") == []


@pytest.mark.parametrize(
    ("word", "inside", "outside"),
    [
        ("TODAY", "2026-11-23", "2026-11-24"),
        ("YESTERDAY", "2026-11-22", "2026-11-23"),
        ("THIS_WEEK", "2026-11-22", "2026-11-29"),
        ("LAST_WEEK", "2026-11-21", "2026-11-22"),
        ("LAST_N_DAYS:3", "2026-11-20", "2026-11-19"),
        ("LAST_N_DAYS:3", "2026-11-23", "2026-11-24"),
        ("NEXT_N_DAYS:2", "2026-11-25", "2026-11-23"),
        ("THIS_MONTH", "2026-11-30", "2026-12-01"),
        ("THIS_QUARTER", "2026-10-01", "2026-09-30"),
        ("NEXT_QUARTER", "2027-01-01", "2026-12-31"),
        ("LAST_N_MONTHS:2", "2026-09-01", "2026-11-01"),
        ("THIS_YEAR", "2026-01-01", "2025-12-31"),
        ("N_DAYS_AGO:5", "2026-11-18", "2026-11-19"),
    ],
)
def test_date_words_mean_their_span(client: Client, word: str, inside: str, outside: str) -> None:
    """§1.4."""
    hit = client.create("Task", Subject="probe", ActivityDate=inside)
    client.create("Task", Subject="probe", ActivityDate=outside)
    soql = f"SELECT Id FROM Task WHERE Subject = 'probe' AND ActivityDate = {word}"
    assert client.ids(soql) == [hit]


def test_comparisons_with_a_date_word_use_its_edges(client: Client) -> None:
    """§1.4."""
    days = ("2026-11-22", "2026-11-23", "2026-11-24")
    before, on, after = (client.create("Task", Subject="probe", ActivityDate=d) for d in days)
    probes = "SELECT Id FROM Task WHERE Subject = 'probe' AND ActivityDate "
    assert client.ids(probes + "< TODAY") == [before]
    assert client.ids(probes + "<= TODAY ORDER BY ActivityDate") == [before, on]
    assert client.ids(probes + "> TODAY") == [after]
    assert client.ids(probes + ">= TODAY ORDER BY ActivityDate") == [on, after]
    assert client.ids(probes + "!= TODAY ORDER BY ActivityDate") == [before, after]


def test_nulls_come_first_unless_asked_otherwise(client: Client) -> None:
    """§1.4."""
    dated = client.create("Task", Subject="probe", ActivityDate="2026-01-01")
    undated = client.create("Task", Subject="probe")
    probes = "SELECT Id FROM Task WHERE Subject = 'probe' ORDER BY ActivityDate "
    assert client.ids(probes) == client.ids(probes + "DESC") == [undated, dated]
    assert client.ids(probes + "NULLS LAST") == [dated, undated]
    assert client.ids(probes + "DESC NULLS LAST") == [dated, undated]


def test_count_gives_the_total_and_no_records(client: Client) -> None:
    """§1.4."""
    content = client.ask("SELECT COUNT() FROM Account").content
    assert content == {"totalSize": 60, "done": True, "records": []}


def test_aggregates_group_and_filter(client: Client) -> None:
    """§1.4."""
    rows = client.rows(
        "SELECT Owner.Name, COUNT(Id) owned, MAX(AnnualRevenue) FROM Account GROUP BY Owner.Name"
        " HAVING COUNT(Id) > 20 ORDER BY COUNT(Id) DESC"
    )
    assert rows[0]["attributes"] == {"type": "AggregateResult"}
    assert (rows[0]["Name"], rows[0]["owned"]) == ("Maya Lindåker", 36)
    assert rows[0]["expr2"] > 0


def test_a_field_beside_an_aggregate_must_be_grouped(client: Client) -> None:
    """§1.4."""
    assert client.ask("SELECT Name, COUNT(Id) FROM Account").code == "MALFORMED_QUERY"


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Id FROM Task WHERE COUNT(Id) > 2",
        "SELECT Id FROM Task ORDER BY MAX(ActivityDate)",
        "SELECT COUNT(Id) FROM Task HAVING COUNT(Id) > 2",
        "SELECT Id, MEDIAN(ActivityDate) FROM Task",
        "SELECT MAX() FROM Task",
        "SELECT COUNT(Description) FROM Task",
    ],
)
def test_an_aggregate_in_the_wrong_place_is_malformed(client: Client, soql: str) -> None:
    """§1.4."""
    assert client.ask(soql).code == "MALFORMED_QUERY"


def test_offset_skips_rows_up_to_its_limit(client: Client) -> None:
    """§1.4."""
    ids = client.ids("SELECT Id FROM Account ORDER BY Id LIMIT 5")
    assert client.ids("SELECT Id FROM Account ORDER BY Id LIMIT 2 OFFSET 3") == ids[3:]
    answer = client.ask("SELECT Id FROM Account OFFSET 2001")
    assert answer.code == "NUMBER_OUTSIDE_VALID_RANGE"


def test_names_are_read_in_any_case_and_written_as_declared(client: Client) -> None:
    """§1.4."""
    row = client.rows("select ID, name, OWNER.NAME from ACCOUNT limit 1")[0]
    assert {"attributes", "Id", "Name", "Owner"} == set(row)


def test_a_field_that_begins_like_a_keyword_is_a_field(client: Client) -> None:
    """§1.4."""
    assert client.rows("SELECT Industry FROM Account WHERE Industry != null ORDER BY Industry")


@pytest.mark.parametrize(
    "condition",
    [
        "NOT " * 3_000 + "IsClosed = true",
        "(" * 3_000 + "IsClosed = true" + ")" * 3_000,
        " AND ".join(["IsClosed = true"] * 3_000),
        "Subject = '" + "x" * 100_000 + "'",
    ],
    ids=["negations", "brackets", "conjunctions", "literal"],
)
def test_what_is_too_deep_or_too_long_is_refused_and_the_org_goes_on(
    client: Client, condition: str
) -> None:
    """§1.4: Within a composite a URL may be longer than a request line."""
    soql = quote(f"SELECT Id FROM Task WHERE {condition} LIMIT 1")
    part = {"method": "GET", "url": f"{BASE}/query?q={soql}", "referenceId": "deep"}
    answer = client.post("composite", {"compositeRequest": [part]}).content
    status = answer["compositeResponse"][0]["httpStatusCode"]
    assert status in (200, 400)
    if status == 400:
        body = answer["compositeResponse"][0]["body"]
        assert body[0]["errorCode"] == "QUERY_TOO_COMPLICATED"
    assert client.get("limits").status == 200
