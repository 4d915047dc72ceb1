"""What verbs ask: in dialogs, over the screen on which they began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.ids import PersonId, ValueId
from cockpit_tui.domain.rows.org import Person, Value
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.base.habits import Habits
from cockpit_tui.screens.base.lanes import Lane, ask_in
from cockpit_tui.screens.base.questions import Answers, Question
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.date_picker import DatePicker, usual_days
from cockpit_widgets.dialogs.dialog import Dialog
from cockpit_widgets.dialogs.picker import Again, Picker, SeveralPicker
from cockpit_widgets.dialogs.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from datetime import date

    from cockpit_tui.screens.base.command_screen import CommandScreen
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.services.session import Session

Result = TypeVar("Result")


class Asking:
    """Values, days, people, questions with few answers; None where the person left the dialog."""

    def __init__(self, screen: CommandScreen, program: Program) -> None:
        self.screen = screen
        self.program = program
        if program.writer is None:
            program.writer = Lane("writer", screen.post_message)
        self.writer = program.writer
        if program.habits is None:
            program.habits = Habits(Answers(screen.state_file))
        self.habits = program.habits

    @property
    def session(self) -> Session:
        return self.program.session

    async def ask(self, dialog: Dialog[Result]) -> Result | None:
        """What the person chose; None when they left the dialog."""
        answer = self.screen.app.push_screen(dialog, wait_for_dismiss=True)
        self.screen.type_ahead.opening(dialog)
        return await answer

    async def read(self, work: Callable[[], Result]) -> Result:
        """Read after what is still being saved, so that a verb sees what the one before did."""
        assert self.screen.reader is not None
        if self.writer.is_busy:
            return await ask_in(self.writer, work)
        return await self.screen.reader.ask(work)

    def org_words(self) -> str:
        """Which org a question is about: name and kind; empty without one."""
        org = self.screen.status.org if self.screen.status else None
        return "" if org is None else f"{org.name} · {org.kind}"

    async def pick_value(
        self, picklist: Picklist, title: str, current: ValueId | None
    ) -> Value | None:
        values = await self.read(lambda: self.session.views.values(picklist))
        choices = [
            Choice(value, value.label, key=str(place) if place < 10 else "")
            for place, value in enumerate(values, 1)
        ]
        now = next((value for value in values if value.id == current), None)
        return await self.ask(Picker(title, choices, current=now, anchor=self.screen.cursor_line))

    def again(self, verb: str) -> Choice[Any] | None:
        """What answers the verb's questions as the last time; None where there was none."""
        act = self.habits.last_of_verb.get(verb)
        if act is None or not act.said:
            return None
        return Choice(Again.AS_LAST_TIME, act.said, key=Again.AS_LAST_TIME.value)

    async def pick_date(self, title: str, current: date | None) -> date | None:
        """A day, in words, from the usual ones or from the calendar."""
        day = await self.pick_date_or_again("", title, current)
        return None if isinstance(day, Again) else day

    async def pick_date_or_again(
        self, verb: str, title: str, current: date | None, *, day: tuple[date, str] | None = None
    ) -> date | Again | None:
        """The same, or all as that verb did it last. `day`: which it is there, and words on it."""
        today, note = day or (self.session.clock.today(), "")
        return await self.ask(
            DatePicker(
                title,
                usual_days(today),
                parse=lambda text: parse_date(text, today),
                today=today,
                current=current,
                first_weekday=self.session.practice.first_weekday,
                again=self.again(verb),
                note=note,
                anchor=self.screen.cursor_line,
            )
        )

    async def pick_people(self, title: str, taken: Sequence[PersonId]) -> tuple[Person, ...] | None:
        """One or several people; I come first."""
        choices, now = await self._people(taken)
        anchor = self.screen.cursor_line
        return await self.ask(SeveralPicker(title, choices, taken=now, anchor=anchor))

    async def pick_person(self, title: str, current: Sequence[PersonId]) -> Person | None:
        """One person; `current` holds who it is now, if anybody."""
        person = await self.pick_person_or_again("", title, current)
        return None if isinstance(person, Again) else person

    async def pick_person_or_again(
        self, verb: str, title: str, current: Sequence[PersonId]
    ) -> Person | Again | None:
        """The same, or all as that verb did it last."""
        choices, now = await self._people(current)
        rows: list[Choice[Person | Again]] = [*choices]  # type: ignore[list-item]
        return await self.ask(
            Picker(
                title,
                rows,
                current=now[0] if now else None,
                again=self.again(verb),
                anchor=self.screen.cursor_line,
            )
        )

    async def _people(self, taken: Sequence[PersonId]) -> tuple[list[Choice[Person]], list[Person]]:
        people = await self.read(lambda: self.session.views.people())
        me = self.session.actor.person_id
        people.sort(key=lambda person: (person.id != me, person.name.casefold()))
        choices = [
            Choice(person, person.name, detail="me" if person.id == me else person.title)
            for person in people
        ]
        known = {person.id: person for person in people}
        return choices, [known[person] for person in taken if person in known]

    async def question(
        self, question: Question, *, about: str = "", shown: Sequence[tuple[str, str]] = ()
    ) -> str | None:
        """The answer: the one given for good, else what the person says now; None when left.

        `shown` is what it decides, a line each.
        """
        given = self.habits.answers.given(question)
        if given is not None:
            return given
        answer = await self.ask(
            QuestionDialog(
                question.title,
                [Choice(value, label, key=key) for value, key, label in question.answers],
                note=about,
                shown=shown,
                leaving=question.leaving,
                can_remember=True,
                anchor=self.screen.cursor_line,
            )
        )
        if answer is None:
            return None
        if answer.is_for_good:
            self.habits.answers.keep(question, answer.value)
        return answer.value

    async def choose(
        self, title: str, rows: Sequence[tuple[str, str, str]], aside: str = ""
    ) -> str | None:
        """One of a few answers: (value, key, label); the first is where Enter stands."""
        answer = await self.choose_or_again("", title, rows, aside)
        return None if isinstance(answer, Again) else answer

    async def choose_or_again(
        self, verb: str, title: str, rows: Sequence[tuple[str, str, str]], aside: str = ""
    ) -> str | Again | None:
        """The same, or all as that verb did it last."""
        choices: list[Choice[str | Again]] = [
            Choice(value, label, key=key) for value, key, label in rows
        ]
        anchor, again = self.screen.cursor_line, self.again(verb)
        return await self.ask(Picker(title, choices, aside=aside, again=again, anchor=anchor))
