"""Starts a program on a terminal of its own, here or over there."""

from __future__ import annotations

import os

from msgspec.structs import replace

from benchmarks.terminal.session import Session
from benchmarks.terminal.settings import Options, Program
from benchmarks.terminal.ssh import Ssh

OWN = ("keys", "quit", "size", "term", "colorterm", "idle", "margins")
"""What a program may have of its own instead of what the options say."""
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "USER", "LOGNAME", "SHELL")


def started(program: Program, options: Options, ssh: Ssh | None = None) -> Session:
    """The program, just begun; of our own environment it sees only where things are."""
    options = options_of(program, options)
    environment = _environment(program, options)
    if ssh:
        command = ssh.command(program.command, environment, program.cwd)
        return Session(command, environment, options)
    return Session(program.command, environment, options, program.cwd)


def options_of(program: Program, options: Options) -> Options:
    """The options, with what the program has of its own."""
    own = {name: value for name in OWN if (value := getattr(program, name)) is not None}
    return replace(options, **own)


def _environment(program: Program, options: Options) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment = {"LANG": "C.UTF-8", **kept, "LC_ALL": "C.UTF-8"}
    environment["TERM"] = options.term
    if options.colorterm:
        environment["COLORTERM"] = options.colorterm
    environment |= program.env
    for setting in options.env:
        name, _, value = setting.partition("=")
        environment[name] = value
    return environment
