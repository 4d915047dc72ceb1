"""A CTA with everything: the one of the pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from cockpit_tui.domain.ids import (
    AccountId,
    ContactId,
    CtaId,
    OpportunityId,
    PartId,
    PersonId,
    TaskId,
    ValueId,
)
from cockpit_tui.domain.lists.rows import OrgRow, SyncStatus
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.domain.rows.customers import (
    AccountRow,
    ActivityList,
    ActivityRow,
    Company,
    ContactRow,
    LinkRow,
    OpportunityRow,
)
from cockpit_tui.domain.rows.tasks import TaskPartRow, TaskRow
from cockpit_tui.domain.timeline import TimelineEntry, TimelineKind
from cockpit_tui.domain.values import LinkKind, PriorityLevel, SyncState, TaskStage
from tests.widgets.host import TODAY, cta_row

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ME = PersonId(1)
STAGES = {
    "done": (TaskStage.COMPLETED, "Completed"),
    "doing": (TaskStage.IN_PROGRESS, "In progress"),
    "open": (TaskStage.OPEN, "Open"),
}


def task_row(
    number: int,
    title: str,
    stage: str = "open",
    due: int = 0,
    people: tuple[str, ...] = ("Maria Chen",),
    state: SyncState = SyncState.LOCAL,
    comments: str = "",
    waiting: tuple[str, ...] = (),
) -> TaskRow:
    kind, status = STAGES[stage]
    parts = tuple(
        TaskPartRow(PartId(place), PersonId(place), name, stage == "done", True, None, state)
        for place, name in enumerate(people, 1)
    )
    return TaskRow(
        TaskId(number),
        CtaId(1042),
        number,
        title,
        ValueId(1),
        status,
        kind,
        stage == "done",
        ValueId(1),
        "High",
        PriorityLevel.HIGH,
        TODAY + timedelta(days=due),
        comments,
        "playbook",
        parts,
        waiting,
    )


TASKS = (
    task_row(1, "Pull usage report by module", "done", -5, state=SyncState.IN_SYNC),
    task_row(2, "Call the champion", "done", -4, state=SyncState.IN_SYNC),
    task_row(3, "Joint call with sales", "done", -3, ("Leo Wirth",), SyncState.IN_SYNC),
    task_row(
        4,
        "Send recovery plan to sponsor",
        "doing",
        0,
        state=SyncState.PENDING,
        comments="One page: cause, three steps, dates.",
        waiting=("Status", "Comments", "Due"),
    ),
    task_row(5, "Exec check-in", "open", 8, ("Ana Pires",)),
)

ACCOUNT = AccountRow(
    AccountId(1),
    "001000000000001AAA",
    "Globex",
    "Manufacturing",
    "Customer",
    "Leo Wirth",
    240_000_00,
    date(2027, 1, 31),
    54,
    -12,
    3,
    "Adopting",
    "Enterprise",
    38,
    3,
    (90, 88, 87, 80, 70, 65, 60, 54),
)

DETAIL = CtaDetail(
    cta_row(
        1042,
        name="Usage down 38% in 30 days",
        status="In progress",
        due=date(2026, 11, 20),
        is_flagged=True,
        is_milestone=True,
        tasks_open=2,
        tasks_total=5,
    ),
    ValueId(1),
    ValueId(1),
    ValueId(1),
    ValueId(1),
    None,
    "Champion says budget is frozen until Q1. Two teams stopped signing in.",
    "Maria Chen",
    datetime(2026, 11, 19, 16, 42, tzinfo=UTC),
    None,
    None,
    "Usage recovery",
    None,
    None,
    None,
    None,
    "rule",
    datetime(2026, 11, 1, tzinfo=UTC),
    None,
    ACCOUNT,
    None,
    TASKS,
)


def activity_row(number: int, day: date, subtype: str, subject: str, owner: str) -> ActivityRow:
    return ActivityRow(
        f"00T{number:015}",
        "Task",
        subtype,
        subject,
        "Completed",
        day < TODAY,
        "Normal",
        day,
        day,
        None,
        None,
        owner,
        "Ines Ødegaard",
        "CTA-1042",
        None,
        False,
        "She likes the product.",
        None,
    )


ACTIVITIES = ActivityList(
    (
        activity_row(1, date(2026, 11, 24), "Meeting", "QBR preparation", "Leo Wirth"),
        activity_row(2, date(2026, 11, 25), "Task", "Send seat forecast", "Sam Okafor"),
    ),
    tuple(
        activity_row(n, date(2026, 11, 20 - n), "Call", f"Past call {n}", "Maria Chen")
        for n in range(3, 11)
    ),
    4,
    128,
)

TIMELINE = (
    TimelineEntry(
        date(2026, 11, 20),
        TimelineKind.CHANGE,
        "Snoozed “Usage down”",
        "snoozed until: Mon 30 Nov\nsnooze reason: Planned later",
        "Maria Chen",
        CtaId(1042),
        at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
    ),
    TimelineEntry(
        date(2026, 11, 19),
        TimelineKind.ACTIVITY,
        "Champion: budget freeze",
        "Call: She likes the product.",
        "Leo Wirth",
        salesforce_id="00T000000000001AAA",
        health=54,
        usage=38,
        word="Call",
    ),
    TimelineEntry(
        date(2026, 11, 1),
        TimelineKind.MILESTONE,
        "Risk Identified",
        "Usage down 38% in 30 days (Low usage)",
        "Maria Chen",
        CtaId(1042),
    ),
    TimelineEntry(
        date(2025, 12, 1), TimelineKind.CTA_CLOSED, "Onboarding", "Closed success", "Ana Pires"
    ),
    TimelineEntry(
        None,
        TimelineKind.ACTIVITY,
        "Left a message",
        "Call",
        "Leo Wirth",
        salesforce_id="00T000000000002AAA",
        word="Call",
    ),
)

COMPANY = Company(
    replace(ACCOUNT, open_ctas=3),
    (DETAIL.row, cta_row(1050, name="Seats at 96%", due=date(2026, 12, 1))),
    (
        ContactRow(
            ContactId(1),
            "003000000000001AAA",
            AccountId(1),
            "Ines Ødegaard",
            "VP Ops",
            "ines@globex.example",
            "",
        ),
    ),
    (
        OpportunityRow(
            OpportunityId(1),
            None,
            AccountId(1),
            "Renewal 2027",
            "Negotiation",
            "Renewal",
            240_000_00,
            date(2027, 1, 31),
            60,
            "Send the quote",
            False,
            False,
            "Leo Wirth",
        ),
    ),
    (LinkRow(LinkKind.CASE, 1, None, "00001077 Export times out", "Working"),),
)

ORG = OrgRow("00D", "Cockpit Demo", True, "https://example.invalid", "UTC", True)
STATUS = SyncStatus(
    ORG,
    pending=3,
    conflicts=1,
    last_success_at=NOW - timedelta(seconds=4),
    api_used=3,
    api_limit=100,
)


def hostile_detail(text: str) -> CtaDetail:
    """The same CTA with every text from outside replaced."""
    task = replace(TASKS[3], title=text, comments=text, status=text)
    return replace(
        DETAIL,
        row=replace(DETAIL.row, name=text, account=text, type=text, reason=text, status=text),
        comment=text,
        comment_by=text,
        playbook=text,
        source=text,
        account=replace(ACCOUNT, name=text, stage=text, owner=text),
        tasks=(task,),
    )


def hostile_timeline(text: str) -> tuple[TimelineEntry, ...]:
    """The same timeline with every text replaced."""
    return tuple(
        replace(entry, title=text, text=text, who=text, word=entry.word and text)
        for entry in TIMELINE
    )


def hostile_company(text: str) -> Company:
    """The same customer with every text from outside replaced."""
    return Company(
        replace(ACCOUNT, name=text, stage=text, segment=text, industry=text, owner=text),
        tuple(replace(row, name=text, type=text, reason=text, status=text) for row in COMPANY.ctas),
        tuple(
            replace(row, name=text, title=text, email=text, phone=text) for row in COMPANY.contacts
        ),
        tuple(
            replace(row, name=text, stage=text, next_step=text, owner=text)
            for row in COMPANY.opportunities
        ),
        tuple(replace(link, name=text, detail=text) for link in COMPANY.cases),
    )
