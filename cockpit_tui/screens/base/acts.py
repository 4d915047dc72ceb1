"""A verb with its arguments: what is previewed for several, carried out, and repeated by `.`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.line_merge import LastLines
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.lists.triage import Deed
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.services.permitted import Done
from cockpit_widgets.dialogs.preview_body import PreviewRow

Change = Callable[[CtaRow], tuple[str, str]]
"""A CTA's old and new value, in the words of the screen; equal where nothing changes."""
Touched = Callable[[CtaRow, TaskRow], bool]
"""Whether a task changes along with its CTA."""


def no_task(_cta: CtaRow, _task: TaskRow) -> bool:
    """No task changes along."""
    return False


def nothing_forbids(_cta: CtaRow) -> str:
    """The verb fits every CTA."""
    return ""


def fits_every_task(_task: TaskRow) -> str:
    """The verb fits every task."""
    return ""


def once_of_text(lines: LastLines) -> str:
    """Why a text is not written again: it took lines away, and would take those of others."""
    return "" if lines.text else "The last text has no line that could be written again."


def open_task(_cta: CtaRow, task: TaskRow) -> bool:
    """Every open task changes along."""
    return not task.is_closed


class CtaAct(Struct, frozen=True):
    """One verb on CTAs, its questions answered."""

    title: str
    """`Priority`, `Close`: the preview says it of so many CTAs."""
    verb: str
    """The preview's button: `Close`, `Set`."""
    do: Callable[[Sequence[CtaId]], Done]
    change: Change
    touched: Touched = no_task
    right: Right = Right.EDIT
    is_relisted: bool = False
    """Whether the view is read again afterwards."""
    tasks_word: str = "change along"
    """What becomes of the tasks that are touched."""
    forbids: Callable[[CtaRow], str] = nothing_forbids
    """Why the verb does not fit a CTA, for the preview of several; empty where it does."""
    said: str = ""
    """Its answers in words, where the verb offers to give them again."""
    writes: Mapping[str, object] = {}
    """The CTA's columns that it sets, for the rules of types (CD-13)."""
    is_closing: bool = False
    """Whether a CTA has to hold what its type asks for before it is closed."""
    deed: Deed | None = None
    """What it is in triage, where it brings up the next CTA."""
    once: str = ""
    """Why `.` does not do it again; empty where it does."""
    again: str = ""
    """The command that does it again, to the CTA under the cursor alone; empty for `do`."""


def repeated_by(command: str) -> CtaAct:
    """Stands for what was done last where `.` runs that command again."""
    return CtaAct("", "", _never, lambda _cta: ("", ""), again=command)


def unrepeated_on_ctas(what: str) -> CtaAct:
    """Stands for what was done last where `.` does not do it again."""
    return CtaAct("", "", _never, lambda _cta: ("", ""), once=unrepeated(what))


def unrepeated_on_task(what: str) -> TaskAct:
    """The same of a task."""
    return TaskAct("", "", _never, lambda _task: ("", ""), once=unrepeated(what))


def unrepeated(what: str) -> str:
    """Why `.` does not do again what was done last."""
    return f"The last act was {what}, which is not repeated."


def _never(_ids: Sequence[int]) -> Done:
    raise AssertionError("it is not done by this")


class Along(Struct, frozen=True):
    """What changes beside the tasks that a verb is on."""

    rows: tuple[PreviewRow, ...]
    words: str
    """How many of what: `4 following tasks, 2 CTAs`; empty for nothing."""
    mirrored: int
    """How many records of Salesforce that changes."""


class TaskAct(Struct, frozen=True):
    """One verb on tasks, its questions answered."""

    title: str
    verb: str
    do: Callable[[Sequence[TaskId]], Done]
    change: Callable[[TaskRow], tuple[str, str]]
    """A task's old and new value, in the words of the screen; equal where nothing changes."""
    right: Right = Right.EDIT
    forbids: Callable[[TaskRow], str] = fits_every_task
    """Why the verb does not fit a task; empty where it does."""
    is_written: bool = True
    """Whether Salesforce is told where the task is mirrored."""
    along: Callable[[Sequence[TaskRow]], Along] | None = None
    """What changes beside these tasks, to be read in a lane; None for nothing."""
    once: str = ""
    """Why `.` does not do it again; empty where it does."""


Act = CtaAct | TaskAct
