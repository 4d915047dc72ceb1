"""What all services share: who acts, on what, and the right that each method asks for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from msgspec import Struct

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.errors import StoreContended, StoreReference, StoreTwin
from cockpit_tui.domain.ids import BatchId, CtaId, TaskId
from cockpit_tui.domain.permissions import Actor, Right
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.services.progress import begin_anew, check_followed
from cockpit_tui.store.engine import Store
from cockpit_tui.store.work.unit_of_work import Author, UnitOfWork

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Service")


class Done(Struct, frozen=True):
    """What a verb did: in words for the toast, the records, and the batch that undo takes back."""

    label: str
    ids: tuple[int, ...]
    batch_id: BatchId | None
    """None when nothing had to change, or for what undo does not know."""
    notes: tuple[str, ...] = ()
    """What was decided without asking, one sentence each."""
    is_outside_journal: bool = False
    """It changed what waits for Salesforce, and no record."""
    undid: BatchId | None = None
    """The act that it took back."""
    redid: BatchId | None = None
    """The act that it did again."""
    cta_id: CtaId | None = None
    """The one CTA that is new, or that an undo or a redo was about, itself or its tasks; None for
    many."""
    task_id: TaskId | None = None
    """The one task that an undo or a redo was about."""
    is_of_views: bool = False
    """Whether it changed saved views."""

    @property
    def is_same(self) -> bool:
        """Whether everything was so already."""
        return self.batch_id is None and not self.is_outside_journal


class Service:
    """Use cases of one kind of record, on behalf of one person."""

    def __init__(
        self, store: Store, actor: Actor, clock: Clock, practice: Practice | None = None
    ) -> None:
        self.store = store
        self.actor = actor
        self.clock = clock
        self.practice = practice or Practice()

    @property
    def reader(self) -> Reader:
        """Who looks, today."""
        return Reader(self.actor.person_id, self.clock.today(), self.practice.first_weekday)

    def work(self, label: str, *, undo_of: BatchId | None = None) -> UnitOfWork:
        """A unit of work in the actor's name; `label` is what undo will call it."""
        return UnitOfWork(
            self.store,
            Author(self.actor.person_id),
            label,
            self.clock,
            undo_of=undo_of,
            still_wanted=check_followed,
        )


def requires(
    right: Right, name: str
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Refuses the call with NotPermitted, before anything is looked at, without the right.

    Where the right holds for one's own records alone, the method asks again with their owners.
    A call that the database ended because somebody else wrote the same records, the same record
    was there, or one was gone, is made once more from its beginning, unless it committed something
    before.
    """

    def decorate(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        def checked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self.actor.require(right, name)
            commits = self.store.commits
            try:
                return method(self, *args, **kwargs)
            except (StoreContended, StoreReference, StoreTwin):
                if self.store.commits != commits:
                    raise
            begin_anew()
            return method(self, *args, **kwargs)

        functools.update_wrapper(checked, method)
        checked.__required_right__ = (right, name)  # type: ignore[attr-defined]
        return checked

    return decorate


def counted(n: int, noun: str) -> str:
    """`1 CTA`, `5 CTAs`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
