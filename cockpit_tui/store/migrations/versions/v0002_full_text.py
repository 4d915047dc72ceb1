"""Words of CTAs looked up by their beginnings."""

from __future__ import annotations

from itertools import islice

import sqlalchemy as sa
from alembic import op

from cockpit_tui.domain.text import to_parts, to_words
from cockpit_tui.store.work import full_text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHUNK = 500


def upgrade() -> None:
    """Creates the table, parts the words of each CTA, and makes every document."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE cta_text USING fts5(name, comment, tasks, account, "
            "prefix='1 2 3', detail=column, columnsize=0, tokenize=\"ascii tokenchars '_'\")"
        )
    else:
        op.execute(
            "CREATE TABLE cta_text (cta_id integer NOT NULL PRIMARY KEY, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_cta_text_words ON cta_text USING gin (words)")
    _part_words(connection)
    full_text.rebuild(connection)


def _part_words(connection: sa.Connection) -> None:
    """Writes the words of each CTA part by part, and those of each account."""
    ids = iter(connection.execute(sa.text("SELECT id FROM cta ORDER BY id")).scalars().all())
    among: sa.BindParameter[object] = sa.bindparam("ids", expanding=True)
    ctas = sa.text("SELECT id, name, comment FROM cta WHERE id IN :ids").bindparams(among)
    tasks = sa.text(
        "SELECT cta_id, title, comments FROM task WHERE cta_id IN :ids ORDER BY id"
    ).bindparams(among)
    write = sa.text("UPDATE cta SET words = :words WHERE id = :id")
    while chunk := list(islice(ids, CHUNK)):
        texts: dict[int, list[str]] = {}
        for cta_id, title, comments in connection.execute(tasks, {"ids": chunk}):
            texts.setdefault(cta_id, []).extend((title, comments))
        rows = connection.execute(ctas, {"ids": chunk}).all()
        connection.execute(
            write,
            [
                {"id": cta_id, "words": to_parts(name, comment, texts.get(cta_id, []))}
                for cta_id, name, comment in rows
            ],
        )
    accounts = connection.execute(sa.text("SELECT id, name FROM account")).all()
    if accounts:
        connection.execute(
            sa.text("UPDATE account SET words = :words WHERE id = :id"),
            [{"id": account_id, "words": to_words(name)} for account_id, name in accounts],
        )
