"""A CTA with everything: the one of the pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from cockpit_tui.domain.ids import AccountId, CtaId, PartId, PersonId, TaskId, ValueId
from cockpit_tui.domain.rows import (
    AccountRow,
    ActivityList,
    ActivityRow,
    CtaDetail,
    OrgRow,
    SyncStatus,
    TaskPartRow,
    TaskRow,
)
from cockpit_tui.domain.values import PriorityLevel, SyncState, TaskStage
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
