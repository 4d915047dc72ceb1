"""`l`: what a CTA can be linked to (OP-1, CD-12)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from textual.pilot import Pilot

from cockpit_tui.screens.verbs.linking import without_customer
from cockpit_tui.store.tables import schema
from tests.screens.bench import Bench, picture, press

CUSTOMER = "Jodłowiec Energia Sp. z o.o."


def test_op_1_deals_are_told_apart_where_all_begin_with_the_customers_name(bench: Bench) -> None:
    account = bench.workspace.accounts["Globex"]
    kinds = ("Renewal 2026", "Renewal 2025", "Expansion 2026", "[/b] 2024")
    with bench.store.write() as connection:
        connection.execute(schema.account.update().values(name=CUSTOMER))
        connection.execute(
            insert(schema.opportunity),
            [
                {"account_id": account, "name": f"{CUSTOMER} – {kind}", "stage": "Closed Won"}
                for kind in kinds
            ],
        )

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "l")
        for kind in kinds:
            assert f"Opp.    {kind} " in picture(pilot), picture(pilot)
        await press(pilot, *"jodłow")
        assert "Renewal 2026" in picture(pilot), "it is found by its whole name"
        await press(pilot, "escape", "escape")

    bench.drive(steps, (80, 24))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Globex – Renewal 2026", "Renewal 2026"),
        ("Globex - Renewal", "Renewal"),
        ("Globex Renewal", "Globex Renewal"),
        ("Globex Group – Renewal", "Globex Group – Renewal"),
        ("Globex – ", "Globex – "),
        ("Renewal – Globex", "Renewal – Globex"),
        ("", ""),
    ],
)
def test_op_1_only_the_customers_exact_name_is_left_out(name: str, shown: str) -> None:
    assert without_customer(name, "Globex") == shown
