"""SOQL statements, put together from names that describe gave us and quoted values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_ESCAPES = (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


def select(
    sobject: str,
    columns: Sequence[str],
    *,
    where: str = "",
    order: str = "",
    limit: int | None = None,
) -> str:
    """A SELECT of one object."""
    words = ["SELECT", ", ".join(columns), "FROM", sobject]
    if where:
        words += ["WHERE", where]
    if order:
        words += ["ORDER BY", order]
    if limit is not None:
        words += ["LIMIT", str(limit)]
    return " ".join(words)


def one_of(field: str, values: Iterable[str]) -> str:
    """A condition that the field has one of the values."""
    return f"{field} IN ({', '.join(quoted(value) for value in values)})"


def quoted(text: str) -> str:
    """Text as a SOQL literal (Salesforce: SOQL quoted string escape sequences).

    >>> print(quoted("O'Hara"))
    'O\\'Hara'
    """
    for plain, escaped in _ESCAPES:
        text = text.replace(plain, escaped)
    return f"'{text}'"
