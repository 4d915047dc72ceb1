"""Commands that work on every screen: the palette, help, undo, the exchange with Salesforce."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from cockpit_tui.screens.command_screen import Handlers
from cockpit_tui.screens.verb_runner import VerbRunner


class Everywhere:
    """What no screen does differently from another."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    def handlers(self) -> Handlers:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "palette": self.palette,
            "help": self.help,
            "screen.theme": self.theme,
            "undo": self.undo,
            "redo": self.redo,
        }
        return {
            **{name: partial(self.run.start, verb) for name, verb in verbs.items()},
            "sync.now": self.sync_now,
        }

    async def palette(self) -> None:
        """Everything that works here, found by its words; each shows its key."""
        commands = [entry for entry in self.screen.valid_commands() if entry.id != "palette"]
        chosen = await self.run.choose_command(commands)
        if chosen is not None:
            self.screen.action_run_command(chosen)

    async def help(self) -> None:
        await self.run.show_help(self.screen.valid_commands(), self.screen.where)

    async def undo(self) -> None:
        history = self.run.session.history
        self.run.save(lambda: history.undo()[0], relist=True, answer=("U", "redo"))

    async def redo(self) -> None:
        history = self.run.session.history
        self.run.save(lambda: history.redo()[0], relist=True)

    def sync_now(self) -> None:
        mirror = self.run.program.mirror
        if mirror is None:
            self.screen.tell_news("No org is connected: `cockpit connect` does that.")
        else:
            mirror.sync_now()
            self.screen.tell_news("Exchanging with Salesforce")

    async def theme(self) -> None:
        """Shows each theme while the cursor is on it; what is taken is kept for the next start."""
        from cockpit_tui.screens.theming import ThemePicker

        themes = self.screen.themes
        if themes.is_fixed:
            self.screen.tell_news("This terminal shows no colours (NO_COLOR, or by its TERM).")
            return
        chosen = await self.run.ask(ThemePicker(themes))
        if chosen is not None:
            themes.keep(chosen)
            self.screen.tell_news(f"Theme {chosen}, also the next time.")
