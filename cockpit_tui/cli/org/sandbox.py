"""`cockpit sandbox`: the local org alone. The words go to the sandbox, which takes our place."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from cockpit_tui.domain.days.clock import SystemClock

SIZES = ("small", "team", "large", "huge")


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes any free port.")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="The same number, same data.")
@click.option("--size", type=click.Choice(SIZES), default="small")
@click.option("--data", type=click.Path(dir_okay=False), help="SQLite file to keep the org in.")
@click.option(
    "--schema",
    type=click.Path(exists=True, dir_okay=False),
    help="TOML file with custom fields and objects.",
)
@click.option("--no-colleague", is_flag=True, help="Nobody else works in the org meanwhile.")
@click.option("--fault", "faults", multiple=True, metavar="RULE", help="Misbehave so.")
@click.option("--json", "_as_json", is_flag=True, help="Its one line is JSON in any case.")
def sandbox_command(
    port: int,
    seed: int,
    size: str,
    data: str | None,
    schema: str | None,
    no_colleague: bool,
    faults: Sequence[str],
    _as_json: bool,
) -> None:
    """Serve the local Salesforce-compatible org until Ctrl+C.

    Prints its instance URL and an access token as one JSON line.
    """
    words = ["--port", str(port), "--seed", str(seed), "--size", size]
    if data is not None:
        words += ["--data", data]
    if schema is not None:
        words += ["--schema", schema]
    if no_colleague:
        words.append("--no-colleague")
    for rule in faults:
        words += ["--fault", rule]
    if today := SystemClock.from_environment().fixed_today:
        words += ["--today", today.isoformat()]
    sys.stdout.flush()
    # The sandbox replaces this process, so that signals and the exit status are its own.
    os.execv(sys.executable, [sys.executable, "-m", "cockpit_sandbox", *words])  # noqa: S606
