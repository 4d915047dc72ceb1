"""Words of CTAs, looked up by their beginnings (decision 14): one document for each CTA.

SQLite keeps them in an FTS5 table, PostgreSQL as a `tsvector` with an index. Neither folds nor
splits anything: both get the words that `domain.text` made, so they agree with it and each other.
The parts of a document are columns of the one and weights of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from cockpit_tui.domain.query.conditions import HasWord, TextPart
from cockpit_tui.domain.text import PART_END
from cockpit_tui.store.tables import schema

WEIGHTS = {TextPart.NAME: "A", TextPart.COMMENT: "B", TextPart.TASKS: "C", TextPart.ACCOUNT: "D"}
CHUNK = 500
"""Documents a statement, and ids: below SQLite's bound-variable limit on every build."""
BULK = 20_000
"""Documents read at a time when all are made anew."""
_cta, _account = schema.cta, schema.account


class has_words(GenericFunction[bool]):  # noqa: N801 (SQLAlchemy names functions so)
    """The CTA of that id is among those that the words find; they are given in both spellings."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002
        """As it is: SQLAlchemy would compare it with 1, and SQLite then looks at every row."""
        return self


@compiles(has_words, "sqlite")
def _fts5(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    cta_id, query, _ = (compiler.process(part, **options) for part in element.clauses)
    return f"{cta_id} IN (SELECT rowid FROM cta_text WHERE cta_text MATCH {query})"  # noqa: S608 (compiled)


@compiles(has_words)
def _tsquery(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    cta_id, _, query = (compiler.process(part, **options) for part in element.clauses)
    found = f"SELECT cta_id FROM cta_text WHERE words @@ CAST({query} AS tsquery)"  # noqa: S608
    return f"{cta_id} IN ({found})"


def words_clause(
    wanted: Sequence[HasWord], cta_id: ColumnElement[int] = _cta.c.id
) -> ColumnElement[bool]:
    """CTAs in which every one of the words begins some word, looked up at once; `cta_id` is what
    names them."""
    return has_words(cta_id, *_spelled(wanted))


def parts_clause(
    prefix: str, parts: Sequence[TextPart], cta_id: ColumnElement[int]
) -> ColumnElement[bool]:
    """CTAs in which the word begins some word of one of the parts, looked up at once."""
    bare, weights = prefix.strip(), "".join(WEIGHTS[part] for part in parts)
    return has_words(cta_id, f'{{{" ".join(parts)}}} : "{bare}" *', f"'{bare}':*{weights}")


_COUNTED = {
    is_sqlite: text(f"SELECT count(*) FROM (SELECT 1 FROM cta_text WHERE {found} LIMIT :n) AS f")  # noqa: S608 (of the two here)
    for is_sqlite, found in (
        (True, "cta_text MATCH :query"),
        (False, "words @@ CAST(:query AS tsquery)"),
    )
}


_SAMPLED = {
    is_sqlite: text(
        "SELECT count(*), max(f.id), (SELECT max(id) FROM cta)"  # noqa: S608 (of the two here)
        f" FROM (SELECT {cta_id} AS id FROM cta_text WHERE {found} LIMIT :n) AS f"
    )
    for is_sqlite, cta_id, found in (
        (True, "rowid", "cta_text MATCH :query"),
        (False, "cta_id", "words @@ CAST(:query AS tsquery)"),
    )
}


class Sample(Struct, frozen=True):
    """The first CTAs that some words find."""

    count: int
    """How many they are."""
    last: int
    """The highest of their ids."""
    last_of_all: int
    """That of all CTAs."""

    @property
    def expected(self) -> int:
        """So many would be found of all, if they stood evenly."""
        return self.count * self.last_of_all // max(1, self.last)


def sample_found(connection: Connection, wanted: Sequence[HasWord], limit: int) -> Sample:
    """The first CTAs that the words find, whatever their state, no more than `limit`."""
    fts5, tsquery = _spelled(wanted)
    is_sqlite = connection.dialect.name == "sqlite"
    query = fts5 if is_sqlite else tsquery
    found = connection.execute(_SAMPLED[is_sqlite], {"query": query, "n": limit}).one()
    return Sample(*(number or 0 for number in found))


def count_found(connection: Connection, wanted: Sequence[HasWord], limit: int) -> int:
    """How many CTAs the words find, whatever their state, counted no further than `limit`."""
    fts5, tsquery = _spelled(wanted)
    is_sqlite = connection.dialect.name == "sqlite"
    query = fts5 if is_sqlite else tsquery
    return int(connection.scalar(_COUNTED[is_sqlite], {"query": query, "n": limit}) or 0)


def _spelled(wanted: Sequence[HasWord]) -> tuple[str, str]:
    """The query as FTS5 and as PostgreSQL write it; words hold letters and digits alone."""
    fts5 = " AND ".join(
        f'{f"{word.part} : " if word.part else ""}"{word.prefix.strip()}" *' for word in wanted
    )
    tsquery = " & ".join(
        f"'{word.prefix.strip()}':*{WEIGHTS[word.part] if word.part else ''}" for word in wanted
    )
    return fts5, tsquery


def write_documents(connection: Connection, cta_ids: Iterable[int]) -> None:
    """Brings the documents of these CTAs up to date with the words of the CTA and its account."""
    remaining = iter(sorted(set(cta_ids)))
    while chunk := list(islice(remaining, CHUNK)):
        rows = connection.execute(_WORDS_OF, {"ids": chunk}).all()
        if len(rows) < len(chunk):
            _remove(connection, sorted(set(chunk) - {row[0] for row in rows}))
        _insert(connection, rows)


def write_documents_of_accounts(connection: Connection, account_ids: Iterable[int]) -> None:
    """The same for every CTA of these accounts, whose names have changed."""
    remaining = iter(sorted(set(account_ids)))
    while chunk := list(islice(remaining, CHUNK)):
        query = select(_cta.c.id).where(_cta.c.account_id.in_(chunk))
        write_documents(connection, connection.scalars(query).all())


def rebuild(connection: Connection) -> None:
    """Makes every document anew; for bulk writers that went past the unit of work."""
    connection.execute(text("DELETE FROM cta_text"))
    last = 0
    while True:
        query = _words().where(_cta.c.id > last).order_by(_cta.c.id).limit(BULK)
        rows = connection.execute(query).all()
        if not rows:
            return
        _insert(connection, rows)
        last = rows[-1][0]


def _words() -> Select[Any]:
    return select(_cta.c.id, _cta.c.words, _account.c.words).join_from(
        _cta, _account, _account.c.id == _cta.c.account_id
    )


def read_parts(connection: Connection, cta_ids: Sequence[int]) -> dict[int, dict[TextPart, str]]:
    """The words of no more than CHUNK CTAs, part by part."""
    rows = connection.execute(_WORDS_OF, {"ids": list(cta_ids)}).all()
    return {
        cta_id: dict(zip(WEIGHTS, _parts(words, account), strict=True))
        for cta_id, words, account in rows
    }


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_WORDS_OF = _words().where(_cta.c.id.in_(_IDS))
_REMOVED = {
    key: text(f"DELETE FROM cta_text WHERE {key} IN :ids").bindparams(_IDS)  # noqa: S608 (two names)
    for key in ("rowid", "cta_id")
}


def _remove(connection: Connection, cta_ids: Sequence[int]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    connection.execute(_REMOVED["rowid" if is_sqlite else "cta_id"], {"ids": list(cta_ids)})


def _insert(connection: Connection, rows: Sequence[Any]) -> None:
    """Writes the documents of these CTAs in the place of those that they have."""
    if not rows:
        return
    documents = [(cta_id, _parts(words, account)) for cta_id, words, account in rows]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO cta_text (rowid, name, comment, tasks, account)"
            " VALUES (?, ?, ?, ?, ?)",
            [(cta_id, *parts) for cta_id, parts in documents],
        )
        return
    connection.execute(
        text(
            "INSERT INTO cta_text (cta_id, words) VALUES (:id, CAST(:words AS tsvector))"
            " ON CONFLICT (cta_id) DO UPDATE SET words = excluded.words"
        ),
        [{"id": cta_id, "words": _tsvector(parts)} for cta_id, parts in documents],
    )


def _parts(words: str, account: str) -> tuple[str, ...]:
    """The document's parts in the order of `WEIGHTS`."""
    name, comment, tasks = [*words.split(PART_END), "", ""][:3]
    return name, comment, tasks, account


def _tsvector(parts: Sequence[str]) -> str:
    """The words of each part at a place of its own: a place holds one weight."""
    return " ".join(
        f"'{word}':{place}{weight}"
        for place, (part, weight) in enumerate(zip(parts, WEIGHTS.values(), strict=True), 1)
        for word in part.split()
    )
