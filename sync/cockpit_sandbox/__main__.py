"""`python -m cockpit_sandbox`: serve a local org until told to stop.

One JSON line on standard output says where and how to sign in, as soon as the org listens.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec

from cockpit_sandbox.clock import SystemClock
from cockpit_sandbox.colleague import Colleague
from cockpit_sandbox.faults import Fault, FaultRuleError
from cockpit_sandbox.oauth.apps import Apps
from cockpit_sandbox.objects import standard_schema
from cockpit_sandbox.org import Org
from cockpit_sandbox.parent_watch import ParentWatch
from cockpit_sandbox.schema_file import SchemaFileError, with_declarations
from cockpit_sandbox.seed import SIZES, describe_seed, seed_org
from cockpit_sandbox.server import SandboxServer

DEFAULT_SEED, DEFAULT_SIZE = 1, "small"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    watch = ParentWatch() if options.end_with_parent else None
    try:
        org = _opened(parser, options)
        colleague = None if options.no_colleague else Colleague(org, options.seed or DEFAULT_SEED)
        asyncio.run(_serve(org, colleague, options.port, watch))
    except (OSError, sqlite3.Error, SchemaFileError) as problem:
        parser.exit(1, f"cockpit_sandbox: {problem}\n")
    return 0


def _opened(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Org:
    """The org of the options, seeded if it is new."""
    schema = standard_schema()
    if options.schema is not None:
        schema = with_declarations(schema, options.schema)
    org = Org(options.data, schema=schema, clock=SystemClock(options.today))
    number, size = options.seed or DEFAULT_SEED, options.size or DEFAULT_SIZE
    if org.is_empty:
        # The day of the person in front of it, which near midnight is not the day in UTC.
        today = options.today or datetime.now().astimezone().date()
        seed_org(org, number=number, size=size, today=today)
    elif options.seed is not None or options.size is not None:
        made_from = org.storage.setting("seed") or ""
        if describe_seed(number, size) != made_from:
            parser.exit(2, f"cockpit_sandbox: {options.data} holds an org of {made_from}\n")
    org.faults.rules += options.fault
    return org


async def _serve(
    org: Org, colleague: Colleague | None, port: int, watch: ParentWatch | None
) -> None:
    server = SandboxServer(org, colleague)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    instance_url = await server.start(port)
    print(_start_line(org, instance_url), flush=True)  # noqa: T201 the line is the interface
    # What was loaded so far lives as long as the process: the collector need not look at it
    # again while a page of two thousand records is put together.
    gc.freeze()
    if watch is not None:
        watch.then(lambda: loop.call_soon_threadsafe(stop.set))
    try:
        await stop.wait()
        if watch is not None and watch.is_over:
            await server.leave()
    finally:
        await server.stop()


def _start_line(org: Org, instance_url: str) -> str:
    user = org.storage.record(org.schema["User"], org.main_user_id) or {}
    app = Apps(org).app()
    line = {
        "instance_url": instance_url,
        "access_token": org.session(org.main_user_id),
        "org_id": org.org_id,
        "user_id": org.main_user_id,
        "username": user.get("Username"),
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "control_token": org.control_token,
        "pid": os.getpid(),
    }
    return msgspec.json.encode(line).decode()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cockpit_sandbox",
        description="A local Salesforce-compatible org on the loopback address.",
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port (default)")
    parser.add_argument(
        "--data", type=Path, help="SQLite file to keep the org in; seeded when new, else reused"
    )
    parser.add_argument(
        "--seed",
        type=int,
        help="the same number, size and day give the same data",
    )
    parser.add_argument("--size", choices=list(SIZES), help="small (default), team, large or huge")
    parser.add_argument("--today", type=date.fromisoformat, help="YYYY-MM-DD; default: today")
    parser.add_argument(
        "--schema", type=Path, help="TOML file with custom fields and objects; see schema_file"
    )
    parser.add_argument("--no-colleague", action="store_true", help="nobody else works in the org")
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="RULE",
        help="misbehave; see cockpit_sandbox.faults",
    )
    parser.add_argument(
        "--end-with-parent", action="store_true", help="end when standard input is closed"
    )
    return parser


def _fault(text: str) -> Fault:
    try:
        return Fault.parse(text)
    except FaultRuleError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
