"""Commands that work on every screen: the palette, help, undo, the exchange with Salesforce."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.base.questions import QUESTIONS
from cockpit_tui.screens.verbs.command_dialogs import key_help, palette
from cockpit_tui.screens.verbs.holiday_verbs import HolidayVerbs
from cockpit_tui.screens.verbs.recalling import Recalling
from cockpit_tui.screens.verbs.series_verbs import SeriesVerbs
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.question_dialog import QuestionDialog


class Everywhere:
    """What no screen does differently from another."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    def handlers(self) -> Handlers:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "palette": self.palette,
            "help": self.help,
            "jump": self.jump,
            "screen.theme": self.theme,
            "answers": self.answers,
            "repeat": self.repeat,
            "person.holidays": HolidayVerbs(self.run).holidays,
            "series": SeriesVerbs(self.run).series,
        }
        return {
            **{name: partial(self.run.start, verb) for name, verb in verbs.items()},
            **Recalling(self.run).handlers(),
            "sync.now": self.sync_now,
        }

    async def palette(self) -> None:
        """Everything that works here, found by its words; each shows its key."""
        commands = [entry for entry in self.screen.valid_commands() if entry.id != "palette"]
        chosen = await self.run.ask(palette(self.screen, commands))
        if chosen is not None:
            self.screen.action_run_command(chosen)

    async def jump(self) -> None:
        from cockpit_tui.screens.verbs.jumping import Jumping

        await Jumping(self.run).jump()

    async def help(self) -> None:
        await self.run.ask(key_help(self.screen.valid_commands(), self.screen.where))

    async def repeat(self) -> None:
        """D7: the last verb with its arguments, on what is under the cursor or marked here."""
        screen, habits = self.screen, self.run.habits
        on_ctas, on_task = habits.last_on_ctas, habits.last_on_task
        last = on_task if screen.task_ids else on_ctas
        if last is not None and last.once:
            raise CockpitError(last.once, "Any other verb can be repeated.")
        if screen.task_ids and on_task is not None:
            await self.run.carry_out_on_tasks(on_task, await self.run.tasks())
        elif not screen.task_ids and on_ctas is not None and on_ctas.again:
            screen.action_run_command(on_ctas.again)
        elif not screen.task_ids and on_ctas is not None and screen.cta_ids:
            await self.run.carry_out(on_ctas, screen.cta_ids)
        else:
            raise CockpitError("Nothing to repeat here yet.", "Any verb can be repeated.")

    async def answers(self) -> None:
        """The questions that go with a verb: each is asked, or answered once and for all."""
        given = self.run.habits.answers
        asked = {question.id: question for question in QUESTIONS}
        rows = []
        for question in QUESTIONS:
            answer = given.given(question)
            words = "ask" if answer is None else question.words(answer)
            rows.append(Choice(question.id, question.title, detail=words))
        chosen = await self.run.ask(QuestionDialog("Questions, and answers given for good", rows))
        if chosen is None:
            return
        question = asked[chosen.value]
        rows = [Choice("", "Ask every time", "q")]
        rows += [Choice(value, label, key) for value, key, label in question.answers]
        current = given.given(question) or ""
        answered = await self.run.ask(QuestionDialog(question.title, rows, current=current))
        if answered is None:
            return
        if answered.value:
            given.keep(question, answered.value)
        else:
            given.forget(question)

    def sync_now(self) -> None:
        mirror = self.run.program.mirror
        if mirror is None:
            self.screen.tell_news("No org is connected: `cockpit connect` does that.")
        else:
            mirror.sync_now()
            self.screen.tell_news("Exchanging with Salesforce")

    async def theme(self) -> None:
        """Shows each theme while the cursor is on it; what is taken is kept for the next start."""
        from cockpit_tui.screens.verbs.theming import ThemePicker

        themes = self.screen.themes
        if themes.is_fixed:
            self.screen.tell_news("This terminal shows no colours (NO_COLOR, or by its TERM).")
            return
        chosen = await self.run.ask(ThemePicker(themes))
        if chosen is not None:
            themes.keep(chosen)
            self.screen.tell_news(f"Theme {chosen}, also the next time.")
