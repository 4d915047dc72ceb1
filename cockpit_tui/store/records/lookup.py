"""Records by the words that people and scripts use: our id, Salesforce's, a name, an e-mail."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from cockpit_tui.domain.errors import Ambiguous, InvalidInput, NotFound
from cockpit_tui.domain.ids import (
    AccountId,
    CtaId,
    OpportunityId,
    PersonId,
    TaskId,
    from_word,
    looks_like_salesforce_id,
    to_cta_word,
    to_salesforce_id,
    to_task_word,
    without_address,
)
from cockpit_tui.domain.text import folded, prefixes
from cockpit_tui.store.lists.text_sql import has_text
from cockpit_tui.store.lists.vocabulary import HINT_NAMES
from cockpit_tui.store.tables import mirror_schema, schema
from cockpit_tui.store.work.outbox_queue import SOBJECT

NAMED_AT_MOST = 5
"""Records that a message names."""
_cta, _task, _part = schema.cta, schema.task, schema.task_part
_account, _person, _opportunity = schema.account, schema.person, schema.opportunity
Named = tuple[int, str, str]
"""Id, name, and what tells it from another of that name."""


def find_cta(connection: Connection, word: str) -> CtaId:
    """By `CTA-12`, `12`, the Salesforce id or address of one of its tasks, or its name.

    Raises NotFound, or Ambiguous when several have the name.
    """
    number = from_word(word, "CTA")
    if number is not None and connection.scalar(select(_cta.c.id).where(_cta.c.id == number)):
        return CtaId(number)
    if (part := _linked_part(connection, word)) is not None:
        return CtaId(part.cta_id)
    named = select(_cta.c.id, _cta.c.name, _account.c.name).join_from(
        _cta, _account, _account.c.id == _cta.c.account_id
    )
    found = _whole_names(connection, named.where(*_words(_cta.c.words, word)), word)
    entry = _only(found, word, "CTA", lambda: _names(connection, _cta.c.name), to_cta_word)
    return CtaId(entry)


def find_task(connection: Connection, word: str) -> TaskId:
    """By `TASK-12`, `12`, its Salesforce id or address, or its title; raises NotFound or
    Ambiguous."""
    number = from_word(word, "TASK")
    if number is not None and connection.scalar(select(_task.c.id).where(_task.c.id == number)):
        return TaskId(number)
    if (part := _linked_part(connection, word)) is not None:
        return TaskId(part.task_id)
    query = (
        select(_task.c.id, _task.c.title, _cta.c.name)
        .join_from(_task, _cta, _cta.c.id == _task.c.cta_id)
        .where(*_words(_cta.c.words, word))
    )
    found = _whole_names(connection, query, word)
    entry = _only(found, word, "task", lambda: _names(connection, _task.c.title), to_task_word)
    return TaskId(entry)


def find_account(connection: Connection, word: str) -> AccountId:
    """By `ACC-12`, a Salesforce id or address, its name, or the beginning of words of it that no
    other has."""
    word = without_address(word)
    number = from_word(word, "ACC") if "-" in word or word.isdigit() else None
    by_id = _account.c.id == number
    if number is not None and (found_id := connection.scalar(select(_account.c.id).where(by_id))):
        return AccountId(found_id)
    if looks_like_salesforce_id(word):
        by_id = _account.c.salesforce_id == to_salesforce_id(word)
        if found_id := connection.scalar(select(_account.c.id).where(by_id)):
            return AccountId(found_id)
    query = select(_account.c.id, _account.c.name, _account.c.salesforce_id).where(
        ~_account.c.is_deleted, *_words(_account.c.words, word)
    )
    found = _whole_names(connection, query, word) or _rows(connection, query)
    entry = _only(found, word, "account", lambda: _names(connection, _account.c.name), "ACC-{}")
    return AccountId(entry)


def find_person(connection: Connection, word: str, me: PersonId | None = None) -> PersonId:
    """By `me`, a Salesforce id or address, e-mail, username or name; active people alone."""
    word = without_address(word)
    if word.lower() == "me" and me is not None:
        return me
    people = [
        (row.id, row.name, row.email, {row.email.lower(), row.username.lower(), row.salesforce_id})
        for row in connection.execute(select(_person).where(_person.c.is_active))
    ]
    exact = to_salesforce_id(word) if looks_like_salesforce_id(word) else word.lower()
    wanted = folded(word)
    for fits in (
        [(p[0], p[1], p[2]) for p in people if exact and exact in p[3]],
        [(p[0], p[1], p[2]) for p in people if folded(p[1]) == wanted],
        [(p[0], p[1], p[2]) for p in people if f" {wanted}" in f" {folded(p[1])}"],
    ):
        if fits:
            break
    return PersonId(_only(fits, word, "person", lambda: [p[1] for p in people], "{}"))


def find_opportunity(connection: Connection, word: str, account_id: AccountId) -> OpportunityId:
    """A deal of the account by id, Salesforce id or address, or name; raises NotFound or
    Ambiguous."""
    word = without_address(word)
    query = select(
        _opportunity.c.id, _opportunity.c.name, _opportunity.c.stage, _opportunity.c.salesforce_id
    ).where(_opportunity.c.account_id == account_id, ~_opportunity.c.is_deleted)
    deals = list(connection.execute(query))
    exact = to_salesforce_id(word) if looks_like_salesforce_id(word) else None
    wanted = folded(word)
    for fits in (
        [d for d in deals if (exact and d.salesforce_id == exact) or str(d.id) == word],
        [d for d in deals if folded(d.name) == wanted],
        [d for d in deals if f" {wanted}" in f" {folded(d.name)}"],
    ):
        if fits:
            break
    named = [(deal.id, deal.name, deal.stage) for deal in fits]
    return OpportunityId(_only(named, word, "opportunity", lambda: [d.name for d in deals], "{}"))


def _linked_part(connection: Connection, word: str) -> Any:
    """The task part that mirrors the Salesforce Task of that id or address, if any."""
    word = without_address(word)
    if not looks_like_salesforce_id(word):
        return None
    link = mirror_schema.link
    query = (
        select(_part.c.task_id, _part.c.cta_id)
        .join_from(_part, link, link.c.local_id == _part.c.id)
        .where(link.c.sobject == SOBJECT, link.c.salesforce_id == to_salesforce_id(word))
        .order_by(link.c.state, _part.c.id)
    )
    return connection.execute(query).first()


def _words(column: Any, word: str) -> list[Any]:
    return [has_text(column, prefix) for prefix in prefixes(word)] or [column == ""]


def _rows(connection: Connection, query: Select[Any]) -> list[Named]:
    return [(row[0], row[1], row[2] or "") for row in connection.execute(query)]


def _whole_names(connection: Connection, query: Select[Any], word: str) -> list[Named]:
    wanted = folded(word.strip())
    return [row for row in _rows(connection, query) if folded(row[1]) == wanted]


def _names(connection: Connection, column: Any) -> Sequence[str]:
    return list(connection.scalars(select(column).limit(HINT_NAMES)))


def _only(found: Sequence[Named], word: str, what: str, names: Any, to_word: Any) -> int:
    """The one found; raises Ambiguous, naming up to five, or NotFound, naming the nearest."""
    if not word.strip():
        raise InvalidInput(f"No {what} was named.", "Write a name or an id. Nothing was changed.")
    if len(found) == 1:
        return found[0][0]
    if found:
        shown = [_described(entry, to_word) for entry in found[:NAMED_AT_MOST]]
        more = f" and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
        raise Ambiguous(f"“{word}” fits {len(found)}: {'; '.join(shown)}{more}.", "Use the id.")
    by_folded = {folded(name): name for name in names()}
    close = difflib.get_close_matches(folded(word), by_folded, n=3, cutoff=0.6)
    hint = f"Nearest: {', '.join(by_folded[name] for name in close)}." if close else ""
    raise NotFound(f"There is no {what} “{word}”.", hint)


def _described(entry: Named, to_word: Any) -> str:
    number, name, aside = entry
    written = to_word.format(number) if isinstance(to_word, str) else to_word(number)
    return f"{written} {name}" + (f" ({aside})" if aside else "")
