"""The rows of the sync screen as its list and its pane show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from cockpit_tui.domain.days.dates import to_age, to_moment
from cockpit_tui.domain.ids import to_task_word
from cockpit_tui.domain.lists.rows import SyncStatus
from cockpit_tui.domain.rows.mirror import (
    CallCounts,
    ConflictField,
    ConflictRecord,
    LogLine,
    QueuedEdit,
    SyncBoard,
    ValueChange,
)
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.drawing.signs import glyphs, key_for, with_keys
from cockpit_widgets.frame.state_line import StateWords
from cockpit_widgets.panes.sync_detail import DetailBar, DetailFact, DetailSection
from cockpit_widgets.panes.sync_list import SyncColumn, SyncLine


class SyncTab(StrEnum):
    """The six sides of the mirror, in the order of their digits."""

    OUTBOX = "Outbox"
    IN_DOUBT = "In doubt"
    CONFLICTS = "Conflicts"
    QUARANTINE = "Quarantine"
    LOG = "Log"
    CALLS = "API"


TABS = tuple(SyncTab)
PURPOSES = {
    "pull": "reading",
    "push": "writing",
    "recover": "settling",
    "sweep": "daily sweep",
    "connect": "connecting",
    "load": "first reading",
}
KINDS = {"create": "new", "update": "change", "delete": "deletion"}
RULES = {
    "ask": "Both sides changed it since they last agreed, and neither wins by itself.",
    "mine": "The cockpit's value wins here by rule; Salesforce's is kept in history.",
    "theirs": "Salesforce's value wins here by rule; the cockpit's is kept in history.",
    "closed-wins": "A closed status wins over an open one, else Salesforce's; the other is kept.",
    "lines": "Both sides changed the same lines of the text.",
    "keeps changing": "It changed in Salesforce each of three times it was about to be written.",
    "delete-vs-edit": "One side deleted the record, the other changed it.",
}
"""Why a person is asked, by the rule that the conflict names."""
_EMPTY = {
    SyncTab.OUTBOX: "Nothing waits to be written. Edits stand here until they are sent.",
    SyncTab.IN_DOUBT: "Nothing is in doubt: every answer of Salesforce came back.",
    SyncTab.CONFLICTS: "No conflicts: nobody changed the same thing on both sides.",
    SyncTab.QUARANTINE: "Nothing is in quarantine: Salesforce took everything.",
    SyncTab.LOG: "The log is empty: nothing out of the ordinary happened.",
    SyncTab.CALLS: "",
}
_QUEUE = (
    SyncColumn("Task"),
    SyncColumn("Customer", 18, 70),
    SyncColumn("Edit", 8),
    SyncColumn("By", 16, 96),
    SyncColumn("Since", 6),
)
_COLUMNS = {
    SyncTab.OUTBOX: _QUEUE,
    SyncTab.IN_DOUBT: _QUEUE,
    SyncTab.CONFLICTS: (
        SyncColumn("Task"),
        SyncColumn("Customer", 18, 70),
        SyncColumn("Fields", 22),
        SyncColumn("Changed there by", 18, 96),
    ),
    SyncTab.QUARANTINE: (
        SyncColumn("Task"),
        SyncColumn("Customer", 18, 110),
        SyncColumn("Edit", 8, 70),
        SyncColumn("Salesforce says", 40),
    ),
    SyncTab.LOG: (SyncColumn("What happened"), SyncColumn("Record", 14, 96), SyncColumn("When", 6)),
    SyncTab.CALLS: (),
}


_ARMED = "`cockpit connect --arm` lets them go to the org."
_UNHELD = "A cockpit without `--read-only` sends them."


def state_words(status: SyncStatus | None, now: datetime) -> StateWords | None:
    """What keeps the exchange from going on, and what to do; None while it goes on."""
    if status is None or status.org is None:
        return None
    if status.is_offline:
        since = status.offline_since
        age = "" if since is None else f" for {_age(since, now)}"
        text = (
            f"Offline{age}. Edits are kept, and sent when Salesforce can be reached: "
            f"{key_for('sync.now', 'R')} tries now."
        )
        return StateWords("offline", "warning", text)
    if status.problem:
        again = f"It is tried again by itself; {key_for('sync.now', 'R')} tries now."
        text = f"{status.problem} Edits are kept. {again}"
        return StateWords("sync_refused", "risk", text)
    if not status.org.is_armed:
        way_out = _UNHELD if status.is_told_to_hold else _ARMED
        return StateWords("sync_held", "info", f"Read-only: edits are kept here. {way_out}")
    return None


def counts(board: SyncBoard) -> dict[SyncTab, int | None]:
    """What stands beside each tab's name."""
    return {
        SyncTab.OUTBOX: len(board.outbox),
        SyncTab.IN_DOUBT: len(board.in_doubt),
        SyncTab.CONFLICTS: sum(len(record.fields) for record in board.conflicts),
        SyncTab.QUARANTINE: len(board.quarantine),
        SyncTab.LOG: None,
        SyncTab.CALLS: None,
    }


def table(
    tab: SyncTab, board: SyncBoard, now: datetime, *, is_held: bool
) -> tuple[Sequence[SyncColumn], list[SyncLine], ListMessage]:
    """Columns, lines and what is said where there are none."""
    match tab:
        case SyncTab.OUTBOX:
            sign = glyphs().sync_held if is_held else glyphs().sync_pending
            lines = [_queued(row, sign, "info", now) for row in board.outbox]
        case SyncTab.IN_DOUBT:
            lines = [_queued(row, glyphs().sync_in_doubt, "warning", now) for row in board.in_doubt]
        case SyncTab.CONFLICTS:
            lines = [_conflict(record) for record in board.conflicts]
        case SyncTab.QUARANTINE:
            lines = [_refused(row) for row in board.quarantine]
        case SyncTab.LOG:
            lines = [_logged(number, line, now) for number, line in enumerate(board.log)]
        case SyncTab.CALLS:
            lines = []
    return _COLUMNS[tab], lines, ListMessage(ListState.EMPTY, _EMPTY[tab])


def _queued(row: QueuedEdit, sign: str, meaning: str, now: datetime) -> SyncLine:
    cells = (row.title, row.account, KINDS[row.kind], row.author, _age(row.since, now))
    return SyncLine(str(row.id), sign, meaning, cells)


def _conflict(record: ConflictRecord) -> SyncLine:
    n = len(record.fields)
    words = ", ".join(field.label for field in record.fields)
    fields = f"{words}" if n <= 2 else f"{n} fields disagree"
    by = record.fields[0].by
    cells = (record.title, record.account, fields, by)
    return SyncLine(str(record.part_id), glyphs().sync_conflict, "conflict", cells)


def _refused(row: QueuedEdit) -> SyncLine:
    cells = (row.title, row.account, KINDS[row.kind], row.said)
    return SyncLine(str(row.id), glyphs().sync_refused, "risk", cells)


def _logged(number: int, line: LogLine, now: datetime) -> SyncLine:
    meaning = {"error": "risk", "warning": "warning"}.get(line.level, "text-muted")
    sign = {"error": glyphs().sync_refused, "warning": "!"}.get(line.level, " ")
    cells = (line.message, line.record, _age(line.at, now))
    return SyncLine(f"{number} {line.at.isoformat()}", sign, meaning, cells)


def _age(since: datetime, now: datetime) -> str:
    return to_age((now - since).total_seconds())


def edit_sections(
    row: QueuedEdit, now: datetime, today: date, *, is_held: bool
) -> list[DetailSection]:
    """One edit: what it writes, what was said to it, what to do; held: nothing is sent."""
    record = to_task_word(row.task_id) if row.task_id is not None else ""
    facts = [DetailFact("Writes", _changes(row))]
    if row.salesforce_id:
        facts.append(DetailFact("In SF", row.salesforce_id, "text-muted"))
    facts.append(DetailFact("By", f"{row.author}, {to_moment(row.since.astimezone(), today)}"))
    facts.append(DetailFact("State", _state(row, now, is_held=is_held), "text-muted"))
    sections = [DetailSection(row.title, tuple(facts), record)]
    if row.state == "quarantined":
        words = [DetailFact("Salesforce", row.said, "risk")]
        words += [DetailFact("Means", row.means)] if row.means else []
        words += [DetailFact("Do", with_keys(row.cure))] if row.cure else []
        sections.append(DetailSection("Refused", tuple(words), row.code))
    return sections


def conflict_facts(field: ConflictField) -> tuple[tuple[str, str], ...]:
    """Why this field waits for a person, and what each side has."""
    why = RULES.get(field.rule, "Both sides changed it since they last agreed.")
    return (
        ("Why", why),
        ("Before", field.base or "nothing"),
        ("Mine", field.mine or "nothing"),
        ("Salesforce", f"{field.theirs or 'nothing'}, by {field.by or 'somebody'}"),
    )


def _changes(row: QueuedEdit) -> str:
    if row.kind == "delete":
        return "deletes the task there"
    arrow = glyphs().changes_to

    def words(change: ValueChange) -> str:
        if row.kind == "create":
            return f"{change.label}: {change.new}"
        return f"{change.label}: {change.old or 'nothing'} {arrow} {change.new or 'nothing'}"

    return "\n".join(words(change) for change in row.changes) or "the task as it is"


def _state(row: QueuedEdit, now: datetime, *, is_held: bool) -> str:
    if row.state == "in_doubt":
        return _doubt(row)
    if row.state == "sent":
        return "On the wire."
    if row.state == "quarantined":
        return "Set aside; later edits of this task wait behind it."
    if row.retry_at is not None and row.retry_at > now:
        seconds = to_age((row.retry_at - now).total_seconds())
        return f"Tried {row.attempts} times, again in {seconds}."
    asks = f"{key_for('sync.now', 'R')} asks for one now."
    return "Kept here." if is_held else f"Waits for the next exchange: {asks}"


def _doubt(row: QueuedEdit) -> str:
    """What is known of a request without an answer, and what settles it."""
    sent = "Sent" if row.sent_at is None else f"Sent at {row.sent_at.astimezone():%H:%M}"
    lost = f"{sent}, and no answer came."
    if row.sent_at is None or not row.is_looked_for:
        return (
            f"{lost} The next exchange looks it up before anything is sent again; "
            f"{key_for('sync.now', 'R')} asks for one now."
        )
    from cockpit_sync.objects.create_modes import HORIZON

    until = (row.sent_at + HORIZON).astimezone()
    return (
        f"{lost} The org has no key for it, so it is looked for until {until:%H:%M} and made "
        f"again only when it is not there by then. {key_for('sync.now', 'R')} looks now; "
        f"{key_for('task.sync', 'y')} sends it again without waiting."
    )


def log_sections(line: LogLine, today: date) -> list[DetailSection]:
    """One line of the log, whole."""
    facts = [
        DetailFact("When", to_moment(line.at.astimezone(), today)),
        DetailFact("What", line.message),
    ]
    if line.record:
        facts.append(DetailFact("Record", line.record))
    return [DetailSection(line.level.capitalize(), tuple(facts))]


def call_sections(calls: CallCounts) -> list[DetailSection]:
    """Ours by purpose, apart from the org's count of everybody's."""
    whole = max(calls.ours, 1)
    ours = tuple(
        DetailBar(PURPOSES.get(purpose, purpose), count, whole)
        for purpose, count in calls.by_purpose
    )
    sections = [
        DetailSection(
            "Our calls in the last 24 hours",
            ours or (DetailFact("", "None yet.", "text-muted"),),
            f"{calls.ours:,}",
        )
    ]
    if calls.org_limit:
        used = calls.org_used or 0
        share = 100 * used / calls.org_limit
        rows = (
            DetailBar("everybody", used, calls.org_limit),
            DetailBar("of it ours", min(calls.ours, used), calls.org_limit),
            DetailFact(
                "pace",
                "Above 80 % the cockpit reads four times less often; above 95 % it only writes.",
                "text-muted",
            ),
        )
        aside = f"{share:.0f}% of {calls.org_limit:,}"
        sections.append(DetailSection("The org's own count", rows, aside))
    return sections
