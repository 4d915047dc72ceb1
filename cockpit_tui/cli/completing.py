"""What the shell offers after Tab: values, people, customers and ids of this workspace.

Nothing here may fail or print: a shell that completes is not asking for an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from cockpit_tui.cli.invocation import Invocation
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import to_cta_word, to_task_word
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.session import Session

OFFERED = 50
"""Words offered at most; more would fill the screen."""
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
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


def _offered(typed: str, offers: Callable[[Session], Iterable[Offer]]) -> list[CompletionItem]:
    # Click runs no command while it completes, so there is no invocation to take.
    invocation = Invocation({})
    try:
        found = list(offers(invocation.session))
    except CockpitError:
        return []
    finally:
        invocation.close()
    wanted = folded(typed)
    fitting = [offer for offer in found if folded(offer[0]).startswith(wanted)]
    return [CompletionItem(word, help=aside or None) for word, aside in fitting[:OFFERED]]
