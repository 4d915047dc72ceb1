"""What a person did and decided, for as long as the program runs; shared by its screens."""

from __future__ import annotations

from dataclasses import dataclass, field

from cockpit_tui.screens.base.acts import (
    CtaAct,
    TaskAct,
    unrepeated_on_ctas,
    unrepeated_on_task,
)
from cockpit_tui.screens.base.bulk_watch import BulkWatch
from cockpit_tui.screens.base.questions import Answers


@dataclass
class Habits:
    """Answers given for good, the last verbs, and the verb on many that is under way."""

    answers: Answers
    bulk: BulkWatch = field(default_factory=BulkWatch)
    last_on_ctas: CtaAct | None = None
    last_of_verb: dict[str, CtaAct] = field(default_factory=dict)
    """What each verb on CTAs last did, by the verb's title."""
    last_on_task: TaskAct | None = None

    def pass_over(self, what: str, *, is_on_task: bool) -> None:
        """Something was done that `.` does not do again, nor what was done before it."""
        if is_on_task:
            self.last_on_task = unrepeated_on_task(what)
        else:
            self.last_on_ctas = unrepeated_on_ctas(what)

    def remember(self, act: CtaAct) -> None:
        """`.` does it again: at once, or where its verb asks its first question."""
        self.last_on_ctas = self.last_of_verb[act.title] = act
