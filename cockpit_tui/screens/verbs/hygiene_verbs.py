"""Verbs that take closed CTAs out of sight, and bring them back (D10)."""

from __future__ import annotations

from cockpit_tui.screens.base.acts import CtaAct
from cockpit_tui.screens.verbs.verb_runner import VerbRunner


class HygieneVerbs:
    """On the marked CTAs, or on the one under the cursor."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    async def archive(self) -> None:
        """Archives; where the first is archived already, brings all of them back."""
        ids = self.run.ctas()
        session = self.run.session
        is_back = await self.run.read(lambda: session.hygiene.is_archived(ids[0]))
        verb, word = ("Bring back", "closed") if is_back else ("Archive", "archived")
        do = session.hygiene.unarchive if is_back else session.hygiene.archive
        act = CtaAct(
            verb,
            verb,
            do,
            lambda row: (row.status, word),
            is_relisted=True,
            forbids=lambda row: "" if is_back or row.is_closed else "still open",
        )
        await self.run.carry_out(act, ids)
