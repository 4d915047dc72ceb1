"""Calling the program: in this process for speed, as a process of its own for the contract."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from cockpit_tui.__main__ import main

PROGRAM = str(Path(sys.executable).with_name("cockpit"))
LONGEST_SECONDS = 60


class Answer(Struct, frozen=True):
    """What a call gave back."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        assert self.out.count("\n") == 1, self
        return json.loads(self.out)

    def __str__(self) -> str:
        return f"exit {self.status}\n{self.out}\n{self.err}"


class Cockpit(Struct, frozen=True):
    """The command line of one house; `home` is its COCKPIT_HOME."""

    home: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def config_file(self) -> Path:
        return self.home / "config" / "config.toml"

    def __call__(self, *words: str, stdin: str = "") -> Answer:
        """Runs it in this process, without a terminal."""
        self.capsys.readouterr()
        with self.monkeypatch.context() as patch, own_log():
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            status = main(words)
        found = self.capsys.readouterr()
        return Answer(status, found.out, found.err)

    def ok(self, *words: str, stdin: str = "") -> Answer:
        """The same; it has to succeed."""
        answer = self(*words, stdin=stdin)
        assert answer.status == 0, answer
        return answer

    def json(self, *words: str) -> Any:
        """The document of a call that has to succeed."""
        return self.ok(*words, "--json").document

    def process(self, *words: str, stdin: str = "", **environment: str) -> Answer:
        """Runs the installed program as a process of its own."""
        done = subprocess.run(
            [PROGRAM, *words],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
            env={**os.environ, **environment},
        )
        return Answer(done.returncode, done.stdout, done.stderr)


@contextmanager
def own_log() -> Iterator[None]:
    """Gives the root logger back as it was: the program takes it for itself."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        yield
    finally:
        for handler in root.handlers:
            if handler not in before:
                handler.close()
        root.handlers[:] = before
        root.setLevel(level)
