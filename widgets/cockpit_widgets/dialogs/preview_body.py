"""The inside of a preview: rows old and new, options, and what is and is not checked."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.style import Style
from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width, printable
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, to_cells, to_line, wrapped

LABEL_CELLS = 13
WHERE_CELLS = 16
WIDE_WHERE_CELLS = 24
"""Where no row has a change of its own."""
CHECKED = ("Checked", "Not checked")
FEWEST_ROWS = 3
TIGHT_BELOW = 12
"""Lines below which heads, blanks and all rows but one give way to what is said of the org."""


class PreviewRow(Struct, frozen=True):
    """One thing that changes: `old` becomes `new`; or it is left out, and why."""

    name: str
    where: str
    old: str
    new: str
    aside: str = ""
    """The last column, right-aligned: a number of tasks, a due date."""
    is_left_out: bool = False

    @property
    def is_note(self) -> bool:
        """Words alone, over the whole width: they belong to the rows above."""
        return not (self.where or self.old or self.new or self.aside or self.is_left_out)


class PreviewOption(Struct, frozen=True):
    """A choice that goes with the change."""

    key: str
    label: str
    is_on: bool = False


class Preview(Struct, frozen=True):
    """All that a person is told before it is done."""

    title: str
    """Verb, number and amount: `Move the due date of 5 CTAs by 7 days`."""
    verb: str
    """The button: `Move 5 CTAs`; empty when there is nothing left to do."""
    rows: tuple[PreviewRow, ...] = ()
    heads: tuple[str, str, str, str] = ("CTA", "Customer", "", "")
    options: tuple[PreviewOption, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Label and text: Salesforce, Checked, Not checked, Left out."""
    aside: tuple[str, str] | None = None
    """Key and words of what can be changed first, after which it is shown anew."""
    can_undo: bool = True
    is_written: bool = False
    change: tuple[str, str] | None = None
    """Old and new where all rows change alike: it is said once, above them."""


class PreviewBody(LineWidget):
    """Draws a preview; rows beyond the height are paged through, the rest stays in view."""

    DEFAULT_CSS = "PreviewBody { height: auto; background: $ck-raised; }"
    GROUND = "raised"

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview
        self._on = {option.key for option in preview.options if option.is_on}
        self._cursor = 0
        self._first = 0
        self._most = 99
        self._top = 0
        """First line in view, where even the fewest rows leave no room for the rest."""

    @property
    def switched_on(self) -> frozenset[str]:
        """Keys of the options that are on."""
        return frozenset(self._on)

    def show(self, preview: Preview) -> None:
        """Shows another preview; options keep their state."""
        self._preview = preview
        self._on &= {option.key for option in preview.options}
        self._lines = None
        self.refresh()

    def fit(self, most: int) -> None:
        """The most lines there are for it."""
        self._most = most
        self._lines = None
        self._top = 0
        self.styles.height = max(1, min(most, len(self.lines))) if self.size.width else 1
        self.refresh()

    def on_resize(self) -> None:
        self.fit(self._most)

    def switch(self) -> bool:
        """Switches the option under the cursor; False when there is none."""
        if not self._preview.options:
            return False
        self._on ^= {self._preview.options[self._cursor].key}
        self.redraw()
        return True

    def move(self, lines: int) -> None:
        """Moves among the options, or without any through the rows."""
        if not self._preview.options:
            self._scroll(lines)
            return
        self._cursor = max(0, min(self._cursor + lines, len(self._preview.options) - 1))
        self.redraw()
        line = len(self._table(self.size.width)) + 1 + self._cursor
        self._look_at(min(max(self._top, line - self._most + 1), line))

    def page(self, pages: int) -> None:
        """A page of rows on or back; after the last row come the lines below."""
        self._go(pages * self._room(self.size.width), pages * self._most)

    def turn(self, lines: int) -> None:
        """So many rows on or back, or lines where the rows have come to their end."""
        self._go(lines, lines)

    def _go(self, rows: int, lines: int) -> None:
        last = max(0, len(self._preview.rows) - self._room(self.size.width))
        if (rows > 0 and self._first >= last) or (rows < 0 and self._top):
            self._look_at(self._top + lines)
        else:
            self._scroll(rows)

    def _scroll(self, rows: int) -> None:
        last = len(self._preview.rows) - self._room(self.size.width)
        self._first = max(0, min(self._first + rows, last))
        self.redraw()

    def _look_at(self, top: int) -> None:
        top = max(0, min(top, len(self.lines) - self._most))
        if top != self._top:
            self._top = top
            self.refresh()

    def render_line(self, y: int) -> Strip:
        return super().render_line(y + self._top)

    def build_lines(self, width: int) -> list[Strip]:
        return [*self._table(width), *self._below(width)]

    def _room(self, width: int) -> int:
        """How many rows are in view at once."""
        fewest = 1 if self._is_tight else FEWEST_ROWS
        above = (not self._is_tight) + (self._preview.change is not None)
        room = max(fewest, self._most - len(self._below(width)) - above)
        return room if len(self._preview.rows) <= room else max(1, room - 1)

    @property
    def _is_tight(self) -> bool:
        return self._most < TIGHT_BELOW

    def _table(self, width: int) -> list[Strip]:
        rows = self._preview.rows
        if not rows:
            return []
        room = self._room(width)
        shown = rows[self._first : self._first + room]
        columns = self._columns(width)
        has_heads = any(self._preview.heads) and not self._is_tight
        lines = [self._change(*self._preview.change, width)] if self._preview.change else []
        lines += [self._heads(columns, width)] if has_heads else []
        lines += [self._row(row, columns, width) for row in shown]
        if len(rows) > room:
            last = self._first + len(shown)
            words = f"{self._first + 1:,} to {last:,} of {len(rows):,}: PgDn, PgUp"
            lines.append(self._line([(words, self._ink("text-faint"))], width))
        return lines

    def _columns(self, width: int) -> tuple[int, int, int, int, int]:
        """Widths of name, where, old, new and aside."""
        preview = self._preview
        rows = [row for row in preview.rows if not row.is_left_out]

        def widest(texts: Sequence[str]) -> int:
            return max((cell_width(printable(text)) for text in texts), default=0)

        old = min(24, widest([row.old for row in rows]))
        new = min(28, widest([*(row.new for row in rows), preview.heads[2]]))
        said = widest([row.new or "left out" for row in preview.rows if row.is_left_out])
        aside = min(12, widest([*(row.aside for row in rows), preview.heads[3]]))
        most = WHERE_CELLS
        if preview.change is None:
            new = max(new, min(28, said - old))
        else:
            # Why one is left out stands in the last column too.
            old, new, aside = 0, 0, max(aside, min(28, said + 2) if said else 0)
            most = WIDE_WHERE_CELLS
        where = min(most, widest([*(row.where for row in preview.rows), preview.heads[1]]))
        where = where if width >= 60 else 0
        changes = 0 if preview.change else 1 + old + 3 + new
        fixed = where + bool(where) + changes + (aside + 1 if aside else 0)
        return max(8, width - fixed), where, old, new, aside

    def _heads(self, columns: tuple[int, int, int, int, int], width: int) -> Strip:
        name, where, _, new, aside = columns
        heads = self._preview.heads
        faint = self._ink("text-faint")
        left = to_cells(heads[0], name) + (" " + to_cells(heads[1], where) if where else "")
        columns_right = ((heads[2], new), (heads[3], aside))
        right = " ".join(
            to_cells(head, cells, right=True) for head, cells in columns_right if cells
        )
        return self._line([(left, faint)], width, [(right, faint)])

    def _row(self, row: PreviewRow, columns: tuple[int, int, int, int, int], width: int) -> Strip:
        name, where, old, new, aside = columns
        muted = self._ink("text-muted")
        if row.is_note:
            return self._line([(to_cells(row.name, width), muted)], width)
        left: list[Part] = [
            (to_cells(row.name, name), self._ink("warning" if row.is_left_out else "text"))
        ]
        if where:
            left.append((" " + to_cells(row.where, where), muted))
        if row.is_left_out:
            left.append((f" {glyphs().sync_refused} {row.new or 'left out'}", self._ink("warning")))
            return self._line(left, width)
        if self._preview.change is None:
            left += [(" ", muted), *self._from_to(row.old, row.new, old, new)]
        if aside:
            left.append((" " + to_cells(row.aside, aside, right=True), muted))
        return self._line(left, width)

    def _change(self, old: str, new: str, width: int) -> Strip:
        cells = [cell_width(printable(words)) for words in (old, new)]
        parts = self._from_to(old, new, *cells)
        return self._line(parts if old else parts[-1:], width)

    def _from_to(self, old: str, new: str, old_cells: int, new_cells: int) -> list[Part]:
        arrow = to_cells(glyphs().changes_to, 2)
        return [
            (to_cells(old, old_cells), self._ink("text-muted")),
            (f" {arrow}", self._ink("text-faint")),
            (to_cells(new, new_cells), self._ink("text", bold=True)),
        ]

    def _below(self, width: int) -> list[Strip]:
        preview = self._preview
        blank = [] if self._is_tight else [self._line([], width)]
        lines: list[Strip] = []
        if preview.options:
            lines += blank
            lines += [self._option(place, width) for place in range(len(preview.options))]
        if preview.facts:
            lines += blank
        for label, text in self._facts:
            token = "text" if label == preview.facts[0][0] else "text-muted"
            texts = self._wrapped(text, max(8, width - LABEL_CELLS))
            for place, words in enumerate(texts):
                head = to_cells("" if place else label, LABEL_CELLS)
                parts = [(head, self._ink("text-faint")), (words, self._ink(token))]
                lines.append(self._line(parts, width))
        return lines

    @property
    def _facts(self) -> Sequence[tuple[str, str]]:
        """Where there is little room, why something is left out stands before what was checked:
        the last lines may be out of sight."""
        facts = self._preview.facts
        return sorted(facts, key=lambda fact: fact[0] in CHECKED) if self._is_tight else facts

    def _wrapped(self, text: str, cells: int) -> Sequence[str]:
        """In lines; where the last ones may be out of sight, none ends within an enumeration."""
        if not self._is_tight:
            return wrapped(text, cells)
        tries = (wrapped(text, fewer) for fewer in range(cells, cells // 2, -1))
        ends_well = (lines for lines in tries if not any(line.endswith(",") for line in lines))
        return next(ends_well, wrapped(text, cells))

    def _option(self, place: int, width: int) -> Strip:
        option, palette = self._preview.options[place], self.palette
        is_cursor, is_on = place == self._cursor, option.key in self._on
        ground = "selection" if is_cursor else "raised"
        box = "[x]" if is_on else "[ ]"
        if is_cursor and not palette.has_grounds:
            ink = palette.reversed
            return to_line([(f"{box} {option.label}", ink)], width, ink)
        box_token = "accent" if is_on and is_cursor else "text-muted"
        words = "text" if is_cursor or is_on else "text-muted"
        parts = [
            (box, palette.style(box_token, ground, bold=is_on and is_cursor)),
            (f" {option.label}", palette.style(words, ground)),
        ]
        return to_line(parts, width, palette.style("text", ground))

    def _ink(self, token: str, *, bold: bool = False) -> Style:
        return self.palette.style(token, "raised", bold=bold)

    def _line(self, left: Sequence[Part], width: int, right: Sequence[Part] = ()) -> Strip:
        return to_line(left, width, self._ink("text"), right)
