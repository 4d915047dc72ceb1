"""What a person did and decided, for as long as the program runs; shared by its screens."""

from __future__ import annotations

from dataclasses import dataclass, field

from cockpit_tui.screens.verbs.acts import CtaAct, TaskAct
from cockpit_tui.screens.verbs.bulk_watch import BulkWatch
from cockpit_tui.screens.verbs.questions import Answers


@dataclass
class Habits:
    """Answers given for good, the last verbs, and the verb on many that is under way."""

    answers: Answers
    bulk: BulkWatch = field(default_factory=BulkWatch)
    last_on_ctas: CtaAct | None = None
    last_on_task: TaskAct | None = None
