"""SOQL against plain Python: the same rows are found, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.org import Org
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import Client
from tests.sandbox.conftest import NOW

TRICKY = "aA%_'\"\\\n é ß?;-/*[]{}"
TEXTS = st.text(st.sampled_from(TRICKY) | st.characters(codec="utf-8", exclude_categories=["C"]))
QUICK = settings(max_examples=60)


@pytest.fixture(scope="module")
def shared() -> Iterator[Client]:
    org = Org(clock=VirtualClock(NOW))
    seed_org(org)
    yield Client(org, org.session(org.main_user_id))
    org.close()


def quoted(text: str) -> str:
    """A SOQL literal, written as the SOQL reference asks."""
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f"'{text}'"


def in_like(text: str) -> str:
    """A text that means itself inside LIKE."""
    return re.sub(r"([%_])", r"\\\1", quoted(text))


@QUICK
@given(TEXTS.filter(lambda text: bool(text.strip())))
def test_a_text_is_found_by_its_own_literal(shared: Client, text: str) -> None:
    """§1.4."""
    task = shared.create("Task", Subject=text)
    stored = shared.row("Task", task)["Subject"]
    assert stored == text.strip()
    assert task in shared.ids(f"SELECT Id FROM Task WHERE Subject = {quoted(stored)}")
    assert task in shared.ids(f"SELECT Id FROM Task WHERE Subject LIKE {in_like(stored)}")
    assert task not in shared.ids(f"SELECT Id FROM Task WHERE Subject = {quoted(stored + 'x')}")
    shared.delete(f"sobjects/Task/{task}")


CONDITIONS = st.recursive(
    st.sampled_from(
        ["IsClosed = true", "Type = 'Call'", "Type = null", "Priority != 'High'", "IsHighPriority"]
    ).map(lambda text: text if " " in text else f"{text} = true"),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda c: f"({' AND '.join(c)})")
        | st.lists(inner, min_size=2, max_size=3).map(lambda c: f"({' OR '.join(c)})")
        | inner.map(lambda c: f"(NOT {c})")
    ),
    max_leaves=6,
)
_TESTS = {
    "IsClosed = true": "row['IsClosed']",
    "IsHighPriority = true": "row['IsHighPriority']",
    "Type = 'Call'": "row['Type'] == 'Call'",
    "Type = null": "row['Type'] is None",
    "Priority != 'High'": "row['Priority'] != 'High'",
}


def in_python(condition: str) -> str:
    for soql, python in _TESTS.items():
        condition = condition.replace(soql, f"({python})")
    return condition.replace("AND", "and").replace("OR", "or").replace("NOT", "not")


@QUICK
@given(CONDITIONS)
def test_conditions_mean_what_they_mean_in_python(shared: Client, condition: str) -> None:
    """§1.4."""
    names = "Id, IsClosed, IsHighPriority, Type, Priority"
    every = f"SELECT {names} FROM Task ORDER BY Id LIMIT 400"
    among = shared.rows(every)
    wanted = compile(in_python(condition), "<condition>", "eval")
    expected = {row["Id"] for row in among if eval(wanted, {"row": row})}  # noqa: S307
    last = among[-1]["Id"]
    found = shared.ids(f"SELECT Id FROM Task WHERE {condition} AND Id <= '{last}'")
    assert set(found) == expected
