"""Whole records, for documents and files that leave the cockpit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.export_files import ExportFormat, to_text
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.ctas import CtaRecord
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.records.cta_records import read_records


class Exported(Struct, frozen=True):
    """A file that was written."""

    path: Path
    count: int
    """How many CTAs it was written from."""


class ExportService(Service):
    """Reads many records in full, in one consistent state."""

    @requires(Right.READ, "cta")
    def ctas(self, ids: Sequence[int]) -> list[CtaRecord]:
        """The CTAs in the order of `ids`; those that are gone are left out."""
        with self.store.read() as connection:
            return list(read_records(connection, ids))

    @requires(Right.READ, "cta")
    def text(self, ids: Sequence[int], wanted: ExportFormat) -> str:
        """CL-19: these CTAs as the content of a file."""
        return self._to_text(self.ctas(ids), wanted)

    @requires(Right.READ, "cta")
    def save(self, ids: Sequence[int], wanted: ExportFormat, path: Path) -> Exported:
        """CL-19: these CTAs in a file that is new: `path`, or it with a number before its ending.

        Only who runs the program may read it (0600). Raises InvalidInput where it cannot be
        written; then there is no file.
        """
        records = self.ctas(ids)
        content = self._to_text(records, wanted).encode("utf-8", "replace")
        try:
            target = _written_anew(path, content)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InvalidInput(
                f"There is no folder {path.parent}.",
                "Nothing was exported. Make the folder, or name another.",
            ) from error
        except OSError as error:
            raise InvalidInput(
                f"{path} could not be written: {error.strerror or error}.",
                "Nothing was exported. It takes a folder in which you may write.",
            ) from error
        return Exported(target, len(records))

    def _to_text(self, records: Sequence[CtaRecord], wanted: ExportFormat) -> str:
        clock = self.clock
        return to_text(records, wanted, clock.now(), clock.today(), self.practice.ranking)


def _written_anew(path: Path, content: bytes) -> Path:
    """Writes a file that is not there yet, whole or not at all; which one it became."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    for target in chain((path,), numbered):
        try:
            handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            continue
        try:
            with open(handle, "wb") as file:
                file.write(content)
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return target
    raise AssertionError("numbers do not end")
