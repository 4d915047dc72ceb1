"""The signs of the screens, each one cell wide, and their ASCII stand-ins.

Every sign keeps its column: a change of the set never moves a cell. None of them has Unicode's
Emoji property, because some terminals paint those two cells wide and in colour. The family of
synchronisation is arithmetic: `=` equal, `≠` not, `≈` nearly, `?` unknown, `×` refused.
"""

from __future__ import annotations

from msgspec import Struct


class Glyphs(Struct, frozen=True):
    """One set of signs; each field is one cell wide unless it says otherwise."""

    cursor_bar: str
    marked: str
    group_open: str
    group_folded: str
    priority_urgent: str
    """A fourth priority, above high."""

    priority_high: str
    priority_middle: str
    priority_low: str
    flag: str
    milestone: str
    task_open: str
    task_waits: str
    """Open, and cannot be done yet."""

    task_in_progress: str
    task_done: str
    task_skipped: str
    asleep: str
    """A CTA that is snoozed."""

    sync_local: str
    """Not meant for Salesforce: blank."""

    sync_pending: str
    sync_held: str
    """Would be written, but the org is read-only."""

    sync_equal: str
    sync_in_doubt: str
    sync_conflict: str
    sync_refused: str
    sync_hidden: str
    """There, but not for us to see."""

    sync_deleted: str
    saving: str
    """Shown when saving takes over 100 ms."""

    offline: str
    changes_to: str
    """Between an old and a new value; two cells in ASCII (`->`), for running text only."""

    take_mine: str
    take_theirs: str
    take_both: str
    bar_full: str
    bar_empty: str
    spark_levels: str
    """Eight levels, lowest first; empty where sparklines are left out."""

    unknown_trend: str
    thumb: str
    pane_line: str
    box_horizontal: str
    box_vertical: str
    box_top_left: str
    box_top_right: str
    box_bottom_left: str
    box_bottom_right: str
    separator: str
    """Between the words of one line, with a space on each side."""

    dash: str
    """Nothing to count."""

    minus: str
    ellipsis: str
    """Where a text is cut."""

    def bar(self, share: float, width: int) -> str:
        """A bar of `width` cells for a share of 0 to 1; shares beyond are taken as the nearest."""
        full = round(min(1.0, max(0.0, share)) * width)
        return self.bar_full * full + self.bar_empty * (width - full)

    def sparkline(self, values: list[float]) -> str:
        """One cell for each value, from the lowest to the highest; empty in ASCII."""
        if not self.spark_levels or not values:
            return ""
        lowest, highest = min(values), max(values)
        step = (highest - lowest) / (len(self.spark_levels) - 1)
        if step == 0:
            return self.spark_levels[len(self.spark_levels) // 2] * len(values)
        return "".join(self.spark_levels[round((value - lowest) / step)] for value in values)


UNICODE = Glyphs(
    cursor_bar="▌",
    marked="●",
    group_open="▾",
    group_folded="▸",
    priority_urgent="!",
    priority_high="▲",
    priority_middle="•",
    priority_low="▽",
    flag="⚑",
    milestone="◆",
    task_open="□",
    task_waits="◦",
    task_in_progress="»",
    task_done="✓",
    task_skipped="–",
    asleep="z",
    sync_local=" ",
    sync_pending="↑",
    sync_held="≈",
    sync_equal="=",
    sync_in_doubt="?",
    sync_conflict="≠",
    sync_refused="×",
    sync_hidden="~",
    sync_deleted="†",
    saving="…",
    offline="∅",
    changes_to="→",
    take_mine="←",
    take_theirs="→",
    take_both="+",
    bar_full="━",
    bar_empty="─",
    spark_levels="▁▂▃▄▅▆▇█",
    unknown_trend="·",
    thumb="▐",
    pane_line="│",
    box_horizontal="─",
    box_vertical="│",
    box_top_left="┌",
    box_top_right="┐",
    box_bottom_left="└",
    box_bottom_right="┘",
    separator="·",
    dash="–",
    minus="−",
    ellipsis="…",
)

ASCII = Glyphs(
    cursor_bar=">",
    marked="*",
    group_open="-",
    group_folded="+",
    priority_urgent="!",
    priority_high="H",
    priority_middle=".",
    priority_low="L",
    flag="F",
    milestone="M",
    task_open="o",
    task_waits=",",
    task_in_progress="/",
    task_done="x",
    task_skipped="-",
    asleep="z",
    sync_local=" ",
    sync_pending="^",
    sync_held="w",
    sync_equal="=",
    sync_in_doubt="?",
    sync_conflict="#",
    sync_refused="X",
    sync_hidden="~",
    sync_deleted="D",
    saving=":",
    offline="0",
    changes_to="->",
    take_mine="<",
    take_theirs=">",
    take_both="+",
    bar_full="=",
    bar_empty="-",
    spark_levels="",
    unknown_trend=".",
    thumb="|",
    pane_line="|",
    box_horizontal="-",
    box_vertical="|",
    box_top_left="+",
    box_top_right="+",
    box_bottom_left="+",
    box_bottom_right="+",
    separator="-",
    dash="-",
    minus="-",
    ellipsis="~",
)


def glyph_set(setting: str) -> Glyphs:
    """The signs for the setting `ui.glyphs`: `ascii`, or anything else for the usual ones."""
    return ASCII if setting == "ascii" else UNICODE
