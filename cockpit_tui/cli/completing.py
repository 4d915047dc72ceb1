"""What the shell offers after Tab: values, people, customers and ids of this workspace.

Nothing here may fail or print: a shell that completes is not asking for an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ParamSpec, TypeVar

import click
from click.shell_completion import CompletionItem

from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import to_cta_word, to_task_word
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.completing import Completer as QueryCompleter
from cockpit_tui.services.session import Session

OFFERED = 50
"""Words offered at most; more would fill the screen."""
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Offer = tuple[str, str]
"""A word and what it stands for."""


def complete_value(picklist: Picklist) -> Completer:
    """Labels of a value set."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, typed: str
    ) -> list[CompletionItem]:
        return _offered(typed, lambda here: [(v.label, "") for v in here.views.values(picklist)])

    return complete


def complete_person(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """People by name, and `me`."""
    return _offered(
        typed, lambda here: [("me", "you"), *((p.name, p.email) for p in here.views.people())]
    )


def complete_account(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Customers by name."""
    return _offered(
        typed,
        lambda here: [(row.name, "") for row in here.customers.accounts(typed, limit=OFFERED)],
    )


def complete_cta(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Ids of the person's open CTAs."""
    return _offered(typed, _my_ctas)


def complete_task(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Ids of open tasks of the person's open CTAs."""
    return _offered(typed, _my_tasks)


def complete_view(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Saved views by name."""
    return _offered(typed, lambda here: [(tab.label, tab.query) for tab in here.views.tabs()])


def complete_playbook(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Active playbooks by name."""
    return _offered(
        typed, lambda here: [(row.name, "") for row in here.playbooks.all() if row.is_active]
    )


def complete_query(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """The whole query with what would complete it at its end, as on the filter line."""
    found = _read(lambda here: QueryCompleter(here.store).completions(typed, len(typed)))
    return [
        CompletionItem((typed[: one.start] + one.text).rstrip(), help=one.aside or None)
        for one in found
    ]


def complete_assignment(records: Completer, fields: Mapping[str, Completer]) -> Completer:
    """Records, and behind `FIELD=` the values of that field."""

    def complete(
        context: click.Context, parameter: click.Parameter, typed: str
    ) -> list[CompletionItem]:
        name, sign, value = typed.partition("=")
        if sign and name in fields:
            found = fields[name](context, parameter, value)
            return [CompletionItem(f"{name}={item.value}", help=item.help) for item in found]
        return records(context, parameter, typed)

    return complete


def complete_words(*words: str) -> Completer:
    """These words."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, typed: str
    ) -> list[CompletionItem]:
        return [CompletionItem(word) for word in words if word.startswith(folded(typed))]

    return complete


def _my_ctas(session: Session) -> list[Offer]:
    views = session.views
    listing = views.listing("mine:yes", first=OFFERED)
    rows = views.rows(listing.ids[:OFFERED])
    return [(to_cta_word(row.id), f"{row.name}, {row.account}") for row in rows]


def _my_tasks(session: Session) -> list[Offer]:
    views = session.views
    listing = views.listing("mine:yes", first=OFFERED)
    tasks = views.tasks(listing.ids[:OFFERED])
    return [(to_task_word(task.id), task.title) for task in tasks if not task.is_closed]


def _read(ask: Callable[[Session], Iterable[T]]) -> list[T]:
    """What the workspace says; nothing where there is none, or it cannot say."""
    # Click runs no command while it completes, so there is no invocation to take.
    invocation = Invocation({})
    try:
        return list(ask(invocation.session))
    except CockpitError:
        return []
    finally:
        invocation.close()


def _offered(typed: str, offers: Callable[[Session], Iterable[Offer]]) -> list[CompletionItem]:
    wanted = folded(typed)
    fitting = [offer for offer in _read(offers) if folded(offer[0]).startswith(wanted)]
    return [CompletionItem(word, help=aside or None) for word, aside in fitting[:OFFERED]]


def filter_option(
    words: str, default: str | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`--filter QUERY`, given as `query` and completed as it is typed; `words` are its help."""
    return click.option(
        "--filter",
        "query",
        default=default,
        metavar="QUERY",
        shell_complete=complete_query,
        help=words,
    )
