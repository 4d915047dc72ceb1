"""The questions that go with a verb, and the answers that a person gave once and for all.

Each is a flag of the command line, by the same words. Kept beside the view's state, not in the
configuration: nothing is written there by us.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from cockpit_tui.services.going_along import MoveDates, MoveTasks
from cockpit_tui.state_file import keep, read_kept


class Question(Struct, frozen=True):
    """What is asked; the first answer changes least, and is taken when the question is left,
    but where `drops` says that the verb ends there."""

    id: str
    title: str
    answers: tuple[tuple[str, str, str], ...]
    """Value, key, words."""
    drops: str = ""
    """What leaving the question does, where it takes no answer: `Do not close`."""

    @property
    def leaving(self) -> str:
        """What `Esc` does, in words."""
        return self.drops or self.answers[0][2]

    def worded(self, title: str, *labels: str) -> Question:
        """The same question in other words."""
        answers = zip(self.answers, labels, strict=True)
        return Question(
            self.id,
            title,
            tuple((value, key, label) for (value, key, _), label in answers),
            self.drops,
        )

    def words(self, value: str) -> str:
        """What an answer is called; empty for one that is not known."""
        return next((label for answer, _, label in self.answers if answer == value), "")


SHIFT_TASKS = Question(
    "shift-tasks",
    "Shift the open tasks by as many days?",
    (("keep", "k", "Keep their dates"), ("shift", "s", "Shift them along")),
)
MOVE_DATES = Question(
    "dates",
    "Which dates move?",
    (
        (MoveDates.THIS.value, "t", "This task only"),
        (MoveDates.FOLLOWING.value, "f", "The following open tasks too"),
        (MoveDates.CTA.value, "c", "The following tasks and the CTA"),
    ),
)
MARKED_DATES = Question(
    "marked-dates",
    "The other marked tasks",
    (("same", "s", "All get that day"), ("shift", "m", "Move each by as many days")),
)
MOVE_CTA = Question(
    "move-cta",
    "The CTA is due before this task",
    (("keep", "k", "Keep the CTA's date"), ("move", "m", "Move the CTA to the task's day")),
)
MOVE_MARKED_DATES = MOVE_DATES.worded(
    MOVE_DATES.title,
    "These tasks only",
    "The following open tasks too",
    "The following tasks and the CTAs",
)
MOVE_CTAS = MOVE_CTA.worded(
    "CTAs are due before these tasks",
    "Keep their dates",
    "Move each to the last of its tasks",
)
"""The same of several tasks: one question, answered for good once."""
MOVE_TASKS = Question(
    "move-tasks",
    "Move open tasks to the new owner?",
    (
        (MoveTasks.NONE.value, "n", "Move none"),
        (MoveTasks.OLD_OWNER.value, "o", "Those of the old owner"),
        (MoveTasks.ALL.value, "a", "All of them"),
    ),
)
CLOSE_TASKS = Question(
    "close-tasks",
    "What becomes of the open tasks?",
    (("keep", "k", "Keep them open"), ("skip", "s", "Skip them")),
    drops="Do not close",
)
REOPEN_TASKS = Question(
    "reopen-tasks",
    "Open the tasks again that closing skipped?",
    (("keep", "k", "Keep them skipped"), ("reopen", "r", "Open them again")),
)
QUESTIONS = (SHIFT_TASKS, MOVE_DATES, MARKED_DATES, MOVE_CTA, MOVE_TASKS, CLOSE_TASKS, REOPEN_TASKS)


class Answers:
    """The answers that were given for good; without a file they last as long as the program."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        kept = read_kept(file).get("answers")
        pairs = kept.items() if isinstance(kept, dict) else ()
        self._given = {name: value for name, value in pairs if isinstance(value, str)}

    def given(self, question: Question) -> str | None:
        """The answer for good, or None where the question is to be asked."""
        value = self._given.get(question.id)
        return value if value is not None and question.words(value) else None

    def keep(self, question: Question, value: str) -> None:
        """That question is answered so from now on."""
        self._given[question.id] = value
        keep(self._file, answers=dict(self._given))

    def forget(self, question: Question) -> None:
        """That question is asked again."""
        self._given.pop(question.id, None)
        keep(self._file, answers=dict(self._given))
