"""What happened about a CTA and with its customer, the newest first, a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cockpit_tui.domain.days.dates import to_moment
from cockpit_tui.domain.ids import to_cta_word
from cockpit_tui.domain.timeline import TimelineEntry, TimelineKind
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, to_cells, wrapped
from cockpit_widgets.panes.activity_list import NO_DATE, WORDS_FROM, to_day, to_who
from cockpit_widgets.panes.item_pane import LEFT, ItemPane, PaneLine, RecordItem

KIND_CELLS = 9
KINDS: Mapping[TimelineKind, str] = {
    TimelineKind.MILESTONE: "Milestone",
    TimelineKind.CTA_OPENED: "New CTA",
    TimelineKind.CTA_CLOSED: "Closed",
    TimelineKind.ACTIVITY: "Activity",
    TimelineKind.CHANGE: "Change",
}
INDENT = 2


def timeline_lines(
    pane: ItemPane, entries: Sequence[TimelineEntry], width: int, today: date
) -> list[PaneLine]:
    """A line for each entry, those of other years below the year, those of no day below words
    that say so; under the cursor's stands what more is known of it."""
    faint = pane.palette.style("text-faint")
    lines: list[PaneLine] = []
    below = f"{today.year}"
    for place, entry in enumerate(entries):
        year = NO_DATE if entry.day is None else f"{entry.day.year}"
        if year != below:
            below = year
            lines.append(pane.line([(below, faint)], width))
        # Counted from the oldest: what is new on top moves nothing.
        item = RecordItem(_word(entry), len(entries) - place)
        lines.append(_line(pane, entry, item, width))
        if pane.is_on_cursor(item):
            lines += _more(pane, entry, width, today)
    return lines or pane.text("Nothing has happened yet.", width)


def _word(entry: TimelineEntry) -> str:
    """What the entry is about: an activity of Salesforce, else a CTA."""
    if entry.salesforce_id is not None:
        return entry.salesforce_id
    return "" if entry.cta_id is None else to_cta_word(entry.cta_id)


def _line(pane: ItemPane, entry: TimelineEntry, item: RecordItem, width: int) -> PaneLine:
    ink, is_cursor = pane.palette.style, pane.is_on_cursor(item)
    room = width - LEFT - pane.margin
    who, who_cells = to_who(entry.who, room)
    lead = [to_day(entry.day), _kind(entry, is_wide=room >= WORDS_FROM)]
    return pane.standing_line(
        [("  ".join((*lead, "")), ink("text-muted")), (entry.title, ink("text", bold=is_cursor))],
        width,
        item,
        [(to_cells(who, who_cells, right=True), ink("text-muted"))],
    )


def _kind(entry: TimelineEntry, *, is_wide: bool) -> str:
    """The kind in a word; in one cell the letter of an activity, a sign for all else."""
    if is_wide:
        return to_cells(entry.word or KINDS[entry.kind], KIND_CELLS)
    signs = {
        TimelineKind.MILESTONE: glyphs().milestone,
        TimelineKind.CTA_OPENED: "+",
        TimelineKind.CTA_CLOSED: glyphs().task_done,
        TimelineKind.CHANGE: glyphs().separator,
    }
    return to_cells(signs.get(entry.kind, entry.word), 1)


def _more(pane: ItemPane, entry: TimelineEntry, width: int, today: date) -> list[PaneLine]:
    """The instant and who, the text, and the customer's measures on that day (MT-3)."""
    ink = pane.palette.style
    room = max(4, width - LEFT - pane.margin - INDENT)
    measures = {"health": entry.health, "usage": entry.usage}
    when = "" if entry.at is None else to_moment(entry.at.astimezone(), today)
    about = ", ".join(filter(None, (when, entry.who)))
    known = ", ".join(f"{name} {value}" for name, value in measures.items() if value is not None)
    told = [(about, "text-faint"), (entry.text, "text-muted"), (known, "text-faint")]
    lines: list[PaneLine] = []
    for text, token in told:
        for line in wrapped(text, room) if text.strip() else ():
            parts: list[Part] = [(" " * INDENT, ink("text")), (line, ink(token))]
            lines.append(pane.line(parts, width))
    return lines
