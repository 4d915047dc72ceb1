"""Conditional requests on rows and on describe.

Salesforce: "Conditional Requests". Dates have whole seconds; `If-Unmodified-Since` is the only
guard of Task and Event; `ETag` exists for Account alone; DELETE knows no conditions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.storage import Row
from cockpit_sandbox.values import http_date, parsed_http_date, parsed_moment

_TAG = re.compile(r'\*|(?:W/)?"[^"]*"')
ETAG_OBJECTS = frozenset({"Account"})


def modified(row: Row) -> datetime:
    """When a row was last modified."""
    moment = parsed_moment(str(row["LastModifiedDate"]))
    if moment is None:
        raise ValueError(f"row {row['Id']} has no modification date")
    return moment


def row_headers(object_name: str, row: Row) -> dict[str, str]:
    """The headers by which a client can make its next request conditional."""
    moment = modified(row)
    headers = {"Last-Modified": http_date(moment)}
    if object_name in ETAG_OBJECTS:
        headers["ETag"] = _etag(moment)
    return headers


def is_unchanged(headers: Mapping[str, str], moment: datetime, etag: str | None = None) -> bool:
    """Whether a read should answer 304."""
    since = headers.get("if-modified-since")
    if since is not None:
        parsed = parsed_http_date(since)
        return parsed is not None and moment <= parsed
    return etag is not None and etag in _tags(headers.get("if-none-match", ""))


def row_is_unchanged(headers: Mapping[str, str], object_name: str, row: Row) -> bool:
    """Whether a read of this row should answer 304."""
    moment = modified(row)
    etag = _etag(moment) if object_name in ETAG_OBJECTS else None
    return is_unchanged(headers, moment, etag)


def require_unmodified(
    headers: Mapping[str, str], object_name: str, row: Row, *, writing: bool
) -> None:
    """Refuse the request when the row is newer than the client believes.

    Raises:
        ApiError: 412 when it changed; 400 for a date that cannot be read, on writes.
    """
    moment = modified(row)
    text = headers.get("if-unmodified-since")
    if text is not None:
        parsed = parsed_http_date(text)
        if parsed is None and writing:
            raise ApiError(400, "INVALID_HEADER", "If-Unmodified-Since is not an HTTP date")
        if parsed is not None and moment > parsed:
            raise _failed()
    if object_name not in ETAG_OBJECTS:
        return
    if writing:
        for name in ("if-match", "if-none-match"):
            _require_tags(name, headers.get(name))
    wanted = headers.get("if-match")
    if wanted is not None and not {_etag(moment), "*"} & _tags(wanted):
        raise _failed()
    if writing and _etag(moment) in _tags(headers.get("if-none-match", "")):
        raise _failed()


def _etag(moment: datetime) -> str:
    return f'"{moment:%Y%m%d%H%M%S}--gzip"'


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}


def _require_tags(name: str, header: str | None) -> None:
    if header is not None and not all(_TAG.fullmatch(tag) for tag in _tags(header)):
        raise ApiError(400, "INVALID_HEADER", f"{name} is not a list of entity tags")


def _failed() -> ApiError:
    return ApiError(
        412,
        "PRECONDITION_FAILED",
        "The record was modified after the date or version that the request names",
    )
