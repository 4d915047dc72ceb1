"""A gallery workspace that looks like a Monday morning, the same on every day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.text import to_words
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.store.mirror import mirror_state
from cockpit_tui.store.mirror.mirror_state import Health, Org
from cockpit_tui.store.tables import schema
from tests.activities import insert_activity
from tests.clock import TODAY, FixedClock
from tests.screens.bench import Bench

CUSTOMERS = (
    ("Globex", 24_000_000, 54),
    ("Hooli", 60_000_000, 71),
    ("Umbrella Health", 91_000_000, 38),
    ("Compañía Añil", 8_400_000, 83),
    ("桜井電機", 12_000_000, 66),
    ("[/b] Brackets & Söhne", 4_500_000, None),
)
CTAS = (
    ("Usage down 38% in 30 days", 0, "Risk", "Low usage", "High", -3, "⚑◆"),
    ("Detractor survey, NPS 3: call back", 1, "Risk", "Detractor survey", "High", -3, "⚑"),
    ("Sponsor left: find a new champion", 2, "Risk", "Champion left", "High", -4, ""),
    ("Executive business review to be held", 3, "Event", "Business review", "Medium", -5, "◆"),
    ("Seats at 96%, propose an upgrade", 0, "Opportunity", "Upsell", "Medium", -12, ""),
    (
        "Upsell: analytics add-on, budget confirmed for the year",
        1,
        "Opportunity",
        "Upsell",
        "High",
        0,
        "",
    ),
    ("解約の恐れ: 利用者が半減", 4, "Risk", "Low usage", "Medium", 0, ""),
    ("Send release notes 26.11", 5, "Event", "Product release", "Low", 0, ""),
    ("Onboarding stalled at step 3 of 7", 3, "Risk", "Onboarding", "High", 1, ""),
    ("QBR: agree agenda with sponsor", 2, "Event", "Business review", "Medium", 1, ""),
    ("Data export error blocks monthly close", 0, "Risk", "Support risk", "High", 2, ""),
    ("Renewal kick-off, contract ends 31 Jan", 1, "Event", "Renewal", "Medium", 3, ""),
    ("Training: new hires, second session", 4, "Event", "Product adoption", "Medium", 4, ""),
    ("Three-year renewal with price lock", 2, "Opportunity", "Renewal", "High", 9, ""),
    ("Adoption review, quarter end", 3, "Event", "Product adoption", "Low", 30, ""),
)
"""Name, customer, type, reason, priority, days until due, marks."""
STEPS = (
    ("Pull usage report by module", -6, True),
    ("Call the champion", -5, True),
    ("Joint call with sales", -4, True),
    ("Send recovery plan to sponsor", 0, False),
    ("Exec check-in", 8, False),
)
ACTIVITIES = (
    ("Event", "Meeting", "QBR preparation", 1, False, "Leo Wirth"),
    ("Task", "Task", "Send seat forecast", 2, False, "Sam Okafor"),
    ("Task", "Email", "Re: seat count and true-up", -4, True, "Ana Pires"),
    ("Task", "Call", "Champion: budget freeze until the first quarter", -4, True, "Maria Chen"),
    ("Task", "Call", "Support escalation closed", -10, True, "Leo Wirth"),
    ("Task", "Email", "Invoice 4 of 4 sent", -13, True, "Billing"),
)
ORG = Org(
    id="00D000000000001EAA",
    name="Cockpit Demo",
    is_sandbox=True,
    is_loopback=True,
    instance_url="http://127.0.0.1:1",
    time_zone="Europe/Berlin",
    currency="USD",
    user_salesforce_id="005000000000001AAA",
    is_armed=True,
    create_mode="A",
    capabilities={},
)


@pytest.fixture
def database_url(shipped_file: Path, tmp_path: Path) -> str:
    """Screens care for no database in particular: SQLite, as most people have it."""
    return f"sqlite:///{shutil.copy(shipped_file, tmp_path / 'cockpit.db')}"


@pytest.fixture
def empty_gallery(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Bench]:
    """A workspace with people and an org, and no CTA."""
    with Bench.over(database_url, clock, tmp_path / "state.json") as bench:
        for name in list(bench.workspace.accounts):
            del bench.workspace.accounts[name]
        connect(bench)
        yield bench


@pytest.fixture
def gallery(empty_gallery: Bench) -> Bench:
    """Fifteen CTAs of six customers, the first with tasks in every state and activities."""
    bench = empty_gallery
    _add_customers(bench)
    for name, place, kind, reason, priority, days, marks in CTAS:
        work = bench.workspace
        done = work.ctas().add(
            NewCta(
                work.accounts[CUSTOMERS[place][0]],
                name,
                type_id=work.value(Picklist.CTA_TYPE, kind),
                reason_id=work.value(Picklist.REASON, reason),
                priority_id=work.value(Picklist.PRIORITY, priority),
                owner_id=work.people["Ana"],
                due=TODAY + timedelta(days=days),
                comment="Champion says budget is frozen until Q1. Two teams stopped signing in "
                "after the re-org. The sponsor wants a plan on one page before Thursday.",
            )
        )
        bench.ctas[name] = CtaId(done.ids[0])
        facts = {"is_flagged": "⚑" in marks, "is_milestone": "◆" in marks}
        work.ctas().edit([bench.ctas[name]], facts)
    _add_tasks(bench)
    _add_activities(bench)
    _add_linkable(bench)
    return bench


def connect(bench: Bench, org: Org = ORG, **health: object) -> None:
    """The workspace belongs to an org, last read four seconds ago."""
    now = bench.clock.now()
    with bench.store.write() as connection:
        mirror_state.save_org(connection, org)
        mirror_state.save_health(
            connection,
            Health(
                **{  # type: ignore[arg-type]
                    "last_success_at": now - timedelta(seconds=4),
                    "api_used": 3_120,
                    "api_limit": 100_000,
                    **health,
                }
            ),
        )


def set_part_state(bench: Bench, title: str, state: str) -> None:
    """How a task stands to its twin, as the mirror would have written it."""
    part = schema.task_part
    with bench.store.write() as connection:
        connection.execute(
            update(part)
            .where(part.c.task_id == bench.tasks[title])
            .values(is_synced=True, sync_state=state)
        )


def _add_customers(bench: Bench) -> None:
    with bench.store.write() as connection:
        connection.execute(
            update(schema.account).where(schema.account.c.name == "Hooli").values(name="-")
        )
        connection.execute(
            update(schema.account).where(schema.account.c.name == "Globex").values(name="--")
        )
        for number, (name, arr, health) in enumerate(CUSTOMERS, 20):
            result = connection.execute(
                insert(schema.account).values(
                    name=name,
                    words=to_words(name),
                    salesforce_id=f"0010000000{number:05d}AAA",
                    arr_cents=arr,
                    health=health,
                    renewal_date=TODAY + timedelta(days=69),
                )
            )
            assert result.inserted_primary_key is not None
            account_id = result.inserted_primary_key[0]
            bench.workspace.accounts[name] = account_id
            for weeks, change in ((7, 14), (5, 12), (3, 4), (1, 1)):
                connection.execute(
                    insert(schema.account_snapshot).values(
                        account_id=account_id,
                        day=TODAY - timedelta(weeks=weeks),
                        health=None if health is None else health + change,
                    )
                )


def _add_tasks(bench: Bench) -> None:
    first = bench.ctas[CTAS[0][0]]
    done = bench.workspace.value(Picklist.TASK_STATUS, "Completed")
    started = bench.workspace.value(Picklist.TASK_STATUS, "In progress")
    for title, days, is_done in STEPS:
        task = bench.workspace.add_task(first, title, "Ana" if is_done else "Leo")
        bench.tasks[title] = task
        changes: dict[str, object] = {"due": TODAY + timedelta(days=days)}
        if is_done:
            changes["status_id"] = done
        bench.workspace.tasks().edit([task], changes)
    bench.workspace.tasks().edit(
        [bench.tasks["Send recovery plan to sponsor"]], {"status_id": started}
    )
    for title, state in zip(
        bench.tasks, ("in-sync", "in-sync", "in-sync", "pending"), strict=False
    ):
        set_part_state(bench, title, state)
    bench.workspace.map_fields()
    bench.workspace.tasks().sync([bench.tasks["Exec check-in"]])
    third = bench.workspace.add_task(bench.ctas["Sponsor left: find a new champion"], "Ask sales")
    bench.tasks["Ask sales"] = third
    set_part_state(bench, "Ask sales", "conflict")


def _add_activities(bench: Bench) -> None:
    with bench.store.write() as connection:
        for number, (kind, subtype, subject, days, is_closed, owner) in enumerate(ACTIVITIES):
            day = TODAY + timedelta(days=days)
            start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            insert_activity(
                connection,
                salesforce_id=f"00T0000000{number:05d}AAA",
                kind=kind,
                subtype=subtype,
                subject=subject,
                status="Completed" if is_closed else "Not Started",
                is_closed=is_closed,
                date=day,
                start_at=start if kind == "Event" else None,
                end_at=start + timedelta(hours=1) if kind == "Event" else None,
                owner_name=owner,
                account_id=bench.workspace.accounts["Globex"],
                comments="They want the numbers by region.\nSend them before Thursday.",
            )


def _add_linkable(bench: Bench) -> None:
    """What CTAs of Globex may be linked to."""
    globex = bench.workspace.accounts["Globex"]
    with bench.store.write() as connection:
        for name, stage, cents in (
            ("Globex renewal 2027", "Negotiation", 24_000_000),
            ("Analytics add-on", "Qualification", 3_500_000),
        ):
            connection.execute(
                insert(schema.opportunity).values(
                    account_id=globex,
                    name=name,
                    stage=stage,
                    amount_cents=cents,
                    close_date=TODAY + timedelta(days=69),
                )
            )
        connection.execute(
            insert(schema.support_case).values(
                account_id=globex, number="00001077", subject="Export times out", status="Working"
            )
        )
        for name, title in (("Ada Byron", "VP Operations"), ("Bo Li", "Champion")):
            connection.execute(
                insert(schema.contact).values(account_id=globex, name=name, title=title)
            )
