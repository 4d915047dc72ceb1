"""The one place where what went wrong becomes words, a document and an exit status."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TextIO

from cockpit_tui.domain.errors import Cancelled, CockpitError, InvalidQuery

FAILED = 1
INTERRUPTED = Cancelled.exit_code
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
AROUND = 30
"""Letters of a filter that are shown before and after its mistake, and of a long one itself."""
PIPE_CLOSED = 141
"""128 + SIGPIPE: whoever read our output has seen enough."""


def guarded(act: Callable[[], int | None], *, as_json: bool) -> int:
    """Does it and returns the exit status; every error is told here, and nowhere else.

    With `as_json` standard output gets the error's document; the words go to standard error.
    """
    try:
        status = act() or 0
        sys.stdout.flush()
    except CockpitError as error:
        return tell(
            error.code,
            error.message,
            error.hint,
            error.exit_code,
            as_json=as_json,
            facts=error.facts(),
            shown=_underlined(error) if isinstance(error, InvalidQuery) else (),
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon(sys.stdout)
        return PIPE_CLOSED
    except OSError as error:
        if error.errno not in NO_ROOM:
            if error.filename is None:
                return _tell_unexpected(as_json=as_json)
            return _tell_file(error, as_json=as_json)
        _abandon(sys.stdout)
        message = f"{os.strerror(error.errno)}: what was to be written is not whole."
        hint = "What the command changed stands."
        return tell("failed", message, hint, FAILED, as_json=as_json)
    except Exception:
        return _tell_unexpected(as_json=as_json)
    return status


def tell(
    code: str,
    message: str,
    hint: str,
    exit_code: int,
    *,
    as_json: bool,
    facts: Mapping[str, object] = MappingProxyType({}),
    shown: Sequence[str] = (),
) -> int:
    """Says what went wrong, with the lines of `shown` below; the exit status."""
    from cockpit_tui.cli.output import to_document
    from cockpit_widgets.drawing.printable import printable_lines

    lines = [*printable_lines(message), *shown, *printable_lines(hint)]
    told = [(sys.stderr, "".join(f"{line}\n" for line in lines))]
    if as_json:
        error = {"error": {"code": code, "message": message, "hint": hint, **facts}}
        told.insert(0, (sys.stdout, to_document(error) + "\n"))
    for stream, text in told:
        try:
            stream.write(text)
            stream.flush()
        except OSError:
            _abandon(stream)
    return exit_code


def _underlined(error: InvalidQuery) -> list[str]:
    """The filter with the mistake underlined, as much of it as a line holds."""
    from cockpit_widgets.drawing.printable import cell_width, printable

    end = error.position + error.length
    before = printable(error.query[max(0, error.position - AROUND) : error.position])
    mistake = printable(error.query[error.position : min(end, error.position + AROUND)])
    rest = "…" if error.length > AROUND else ""
    after = printable(error.query[end : end + AROUND])
    cut = "…" if error.position > AROUND else ""
    more = "…" if len(error.query) > end + AROUND else ""
    if not error.query:
        return []
    under = " " * cell_width(cut + before) + "^" * max(1, cell_width(mistake))
    return [f"  {cut}{before}{mistake}{rest}{after}{more}", f"  {under}"]


def _tell_file(error: OSError, *, as_json: bool) -> int:
    """A file or folder that cannot be used is for whoever owns it to mend."""
    message = f"{os.fsdecode(error.filename)}: {error.strerror}."
    hint = "Check that it is there, and yours to read and write. What was saved is kept."
    return tell("failed", message, hint, FAILED, as_json=as_json)


def _tell_unexpected(*, as_json: bool) -> int:
    from cockpit_tui.logs import told_failure

    message, where = told_failure(logging.getLogger(__name__), "a command failed")
    return tell("unexpected", message, where, FAILED, as_json=as_json)


def _abandon(stream: TextIO) -> None:
    """Keeps the interpreter from complaining when it flushes at its end what cannot be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
