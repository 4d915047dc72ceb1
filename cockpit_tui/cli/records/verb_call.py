"""One call of a verb, as its command gets it: which records, and how its end is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from cockpit_tui.cli.acting import tell, verb_options
from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.invocation import Invocation, pass_invocation
from cockpit_tui.cli.progress import told
from cockpit_tui.cli.records.assignments import split_words
from cockpit_tui.services.permitted import Done, counted

if TYPE_CHECKING:
    from cockpit_tui.services.session import Session

Id = TypeVar("Id", bound=int)
P = ParamSpec("P")


class VerbCall(Generic[Id]):
    """What a verb acts on, and what is told of it. A noun's own says how its records are found."""

    def __init__(
        self, invocation: Invocation, words: Sequence[str], query: str | None, as_json: bool
    ) -> None:
        self.invocation = invocation
        self.words = words
        self.query = query
        self._as_json = as_json

    @property
    def session(self) -> Session:
        return self.invocation.session

    def take_fields(self) -> Mapping[str, str]:
        """What is to be set, by field, out of the words: ids are left. Raises InvalidInput."""
        self.words, fields = split_words(self.words)
        return fields

    def chosen(self) -> list[Id]:
        """The records, each once. Raises InvalidInput for neither ids nor a filter, or both."""
        raise NotImplementedError

    def documents(self, chosen: Sequence[Id]) -> list[Document]:
        """The records as they are now."""
        raise NotImplementedError

    def sent(self, chosen: Sequence[Id]) -> int:
        """How many tasks go with them that Salesforce has a record of."""
        raise NotImplementedError

    def act(self, verb: Callable[[list[Id]], Done], notes: Sequence[str] = ()) -> None:
        """Does it to what was chosen, in one batch, and tells what it did."""
        chosen = self.chosen()
        with told(len(chosen)):
            done = verb(chosen)
        self._tell(done, partial(self.documents, chosen), notes)

    def delete(self, verb: Callable[[list[Id]], Done], *, is_kept: bool) -> None:
        """Removes what was chosen; the document holds the records as they were."""
        chosen = self.chosen()
        before = self.documents(chosen)
        sent = self.sent(chosen) if is_kept else 0
        with told(len(chosen)):
            done = verb(chosen)
        kept = [f"{counted(sent, 'mirrored task')} kept in Salesforce."] if sent else []
        self._tell(done, lambda: before, kept)

    def _tell(
        self, done: Done, items: Callable[[], Sequence[Document]], notes: Sequence[str]
    ) -> None:
        tell(self.invocation, done, items, as_json=self._as_json, notes=notes)


C = TypeVar("C", bound="VerbCall[Any]")


def called(
    kind: Callable[[Invocation, Sequence[str], str | None, bool], C],
) -> Callable[[Callable[Concatenate[C, P], None]], Callable[..., None]]:
    """The command gets its call in place of `words`, `--filter`, `--dry-run` and `--json`."""

    def with_call(act: Callable[Concatenate[C, P], None]) -> Callable[..., None]:
        @verb_options
        @pass_invocation
        @wraps(act)
        def run(
            invocation: Invocation,
            /,
            words: Sequence[str],
            query: str | None,
            dry_run: bool,
            as_json: bool,
            *args: P.args,
            **options: P.kwargs,
        ) -> None:
            if dry_run:
                invocation.rehearse()
            act(kind(invocation, words, query, as_json), *args, **options)

        return run

    return with_call
