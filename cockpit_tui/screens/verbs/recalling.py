"""The journal on the screen: undo, redo, and who changed what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import groupby

from msgspec import Struct

from cockpit_tui.domain.days.dates import to_moment
from cockpit_tui.domain.errors import ChangedSince, CockpitError
from cockpit_tui.domain.ids import to_cta_word, to_task_word
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.wording import FIELD_KEYS, HISTORY_FIELDS, WHOLE, Wording
from cockpit_tui.store.history import JournalRow
from cockpit_tui.store.reverting import OnChange
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker
from cockpit_widgets.dialogs.preview_body import Preview, PreviewRow
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from cockpit_widgets.dialogs.question_dialog import QuestionDialog
from cockpit_widgets.drawing.signs import glyphs, key_for

EVERYTHING = ""
"""The first row of the picker of fields."""
UNDO_WORDS = ("Take back the rest, keep theirs", "Take back all of it, over theirs")
REDO_WORDS = ("Do the rest again, keep theirs", "Do all of it again, over theirs")


class _Step(Struct, frozen=True):
    """One undo or redo."""

    take: Callable[[OnChange], list[Done]]
    size: int
    """Entries of the journal that it is about."""
    words: tuple[str, str]
    """What keeps somebody else's changes, and what overwrites them."""
    answer: tuple[str, str]
    """The key after it, and what that does."""


class Recalling:
    """Takes back and does again, and tells what happened to a record and to each field."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    def handlers(self) -> Handlers:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "undo": self.undo,
            "redo": self.redo,
            "record.history": self.history,
        }
        return {name: partial(self.run.start, verb) for name, verb in verbs.items()}

    async def undo(self) -> None:
        history = self.run.session.history
        size = await self.run.read(history.size_of_undo)
        self._walk(
            _Step(partial(history.undo, 1), size, UNDO_WORDS, (key_for("redo", "U"), "redo"))
        )

    async def redo(self) -> None:
        history = self.run.session.history
        size = await self.run.read(history.size_of_redo)
        self._walk(
            _Step(partial(history.redo, 1), size, REDO_WORDS, (key_for("undo", "u"), "undo"))
        )

    def _walk(self, step: _Step, on_change: OnChange = OnChange.REFUSE) -> None:
        def otherwise(error: CockpitError) -> bool:
            if not isinstance(error, ChangedSince):
                return False
            self.run.start(partial(self._changed_since, error, step))
            return True

        self.run.save(
            lambda: step.take(on_change)[0],
            relist=True,
            answer=step.answer,
            otherwise=otherwise,
            total=step.size,
        )

    async def _changed_since(self, error: ChangedSince, step: _Step) -> None:
        """Somebody else changed the same since: it is said, and asked."""
        keep, overwrite = step.words
        chosen = await self.run.ask(
            QuestionDialog(
                "Somebody changed the same since",
                [
                    Choice("", "Leave everything as it is", "l"),
                    Choice(OnChange.KEEP.value, keep, "k"),
                    Choice(OnChange.OVERWRITE.value, overwrite, "o"),
                ],
                note=error.message.removesuffix(" Nothing was taken back."),
                anchor=self.screen.cursor_line,
            )
        )
        if chosen is not None and chosen.value:
            self._walk(step, OnChange(chosen.value))

    async def history(self) -> None:
        """D12: of the task or the CTA under the cursor, whole or of one field."""
        entity, number, word = self._record()
        history = self.run.session.history
        rows = await self.run.read(lambda: history.of_record(entity, number))
        choices = [Choice(EVERYTHING, "Everything", "h", f"{len(rows):,} changes")]
        last = {row.field: row for row in reversed(rows) if row.entity == entity}
        today = self.run.session.clock.today()
        for field in HISTORY_FIELDS[entity]:
            row = last.get(field)
            label = FIELD_KEYS.get(field, field).replace("_", " ")
            when = "" if row is None else to_moment(row.batch.at.astimezone(), today)
            choices.append(Choice(field, label.capitalize(), detail=when))
        chosen = await self.run.ask(
            Picker(f"History of {word}", choices, anchor=self.screen.cursor_line)
        )
        if chosen is None:
            return
        await self.tell_of(chosen)

    async def tell_of(self, field: str) -> None:
        """The history of a field (a column), or of everything."""
        entity, number, word = self._record()
        is_all = field == EVERYTHING
        title = word if is_all else f"{word}: {FIELD_KEYS.get(field, field)}"
        await self.tell(entity, number, title, () if is_all else (field,))

    async def tell(
        self,
        entity: str,
        number: int,
        word: str,
        fields: Sequence[str] = (),
        facts: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Shows a record's history, whole or of some fields; `facts` stand below it."""
        history, views = self.run.session.history, self.run.session.views

        def lines() -> list[PreviewRow]:
            rows = (
                history.of_field(entity, number, list(fields))
                if fields
                else history.of_record(entity, number)
            )
            return self._lines(rows, Wording(views, rows))

        shown = await self.run.read(lines)
        nothing = () if shown else (("Nothing", "was changed since it was made"),)
        preview = Preview(
            f"History of {word}",
            "",
            tuple(shown),
            heads=("", "", "", ""),
            facts=(*nothing, *facts),
            can_undo=False,
            is_written=True,
        )
        await self.run.ask(PreviewDialog(preview))

    def _record(self) -> tuple[str, int, str]:
        task_id = self.screen.task_id
        if task_id is not None:
            return "task", task_id, to_task_word(task_id)
        cta_id = self.run.cta()
        return "cta", cta_id, to_cta_word(cta_id)

    def _lines(self, rows: Sequence[JournalRow], wording: Wording) -> list[PreviewRow]:
        """Act after act: when, who, from where and why in one line, the changes below it."""
        lines: list[PreviewRow] = []
        for head, changes in groupby(rows, key=self._head):
            lines += [PreviewRow(head, "", "", ""), *(self._line(row, wording) for row in changes)]
        return lines

    def _head(self, row: JournalRow) -> str:
        when = to_moment(row.batch.at.astimezone(), self.run.session.clock.today())
        words = [when, row.batch.actor, row.where_from]
        dot = f" {glyphs().separator} "
        return dot.join(filter(None, (*words, row.reason.removeprefix("by playbook "))))

    def _line(self, row: JournalRow, wording: Wording) -> PreviewRow:
        today, what = self.run.session.clock.today(), wording.field_words(row)
        if not what:
            what = wording.whole_words(row)
        elif row.entity != "cta":
            what = f"{wording.record_words(row)} {what}"
        old, new = wording.spoken(row, today)
        return PreviewRow(f"  {what}", "", old, new or WHOLE.get(row.kind, ""))
