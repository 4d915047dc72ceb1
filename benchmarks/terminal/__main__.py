"""python -m benchmarks.terminal [options] -- PROGRAM [ARGUMENT ...]

  python -m benchmarks.terminal --ready 'line 1' --keys 'j*100,G,g' --quit q -- less big.txt
  python -m benchmarks.terminal -n 5 --ready A --keys 'j*100' --quit q --vs 'vim big.txt' \\
      --vs-quit '<esc>,!:,"q!",<enter>' -- less big.txt
  python -m benchmarks.terminal --spec programs.json -n 5 --json out.json [--only name,name]
  python -m benchmarks.terminal --ssh --delay 40 --ready ... -- PROGRAM    (a real sshd, 40 ms away)
  python -m benchmarks.terminal --selftest

Rounds are interleaved, A B C A B C, so that noise is shared. A spec is JSON: {"defaults": {...},
"programs": [{"name", "cmd", "ready", "keys", "quit", "env": {}, "cwd", "size": "120x40", "term",
"colorterm", "setup", "idle", "margins"}]}.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.terminal import key_script
from benchmarks.terminal.run import Figures, run_once
from benchmarks.terminal.selftest import selftest
from benchmarks.terminal.settings import Options, Program
from benchmarks.terminal.ssh import Ssh
from benchmarks.terminal.summary import summary_of
from benchmarks.terminal.tables import print_ratios, print_tables

DEFAULTS = Options()
Rounds = Mapping[str, list[Figures]]
"""What each round of each program gave, by the program's name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 only where the selftest finds something wrong."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    options = msgspec.convert(
        {name: value for name, value in vars(asked).items() if name in Options.__struct_fields__},
        Options,
    )
    if asked.selftest:
        return selftest(options, asked.rounds)
    programs = [*_given(asked), *_of_spec(asked)]
    if not programs:
        parser.error("no program: give -- PROGRAM or --spec FILE")
    rounds: Rounds = {program.name: [] for program in programs}
    ssh = None
    if asked.ssh:
        ssh = Ssh(asked.delay, asked.kbps, is_compressed=asked.compress, wants_netem=asked.netem)
        if ssh.note:
            print(ssh.note, file=sys.stderr)
    try:
        _measure(programs, options, asked.rounds, ssh, rounds, asked.json)
    except KeyboardInterrupt:
        print("\nstopped: reporting what there is", file=sys.stderr)
    finally:
        if ssh:
            ssh.close()
    _report(rounds, asked)
    return 0


def _measure(
    programs: Sequence[Program],
    options: Options,
    count: int,
    ssh: Ssh | None,
    rounds: Rounds,
    file: Path | None,
) -> None:
    """Puts what each round gives into `rounds`, and after each all of it into the file."""
    for number in range(1, count + 1):
        for program in programs:
            words = f"round {number}/{count} {program.name}"
            print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)
            rounds[program.name].append(run_once(program, options, ssh))
        if file:
            file.write_text(json.dumps({"partial": number, "runs": rounds}), encoding="utf-8")
    print("\r\x1b[K", end="", file=sys.stderr)


def _report(rounds: Rounds, asked: argparse.Namespace) -> None:
    summary = [summary_of(runs) for runs in rounds.values() if runs]
    if asked.screens:
        _print_screens(rounds)
    print_tables(summary)
    if len(summary) > 1 and not asked.spec:
        print_ratios(rounds)
    if asked.json:
        found = {
            "when": time.strftime("%F %T"),
            "args": vars(asked),
            "load": os.getloadavg(),
            "machine": {"cpus": os.cpu_count(), "python": sys.version.split()[0]},
            "summary": summary,
            "runs": rounds,
        }
        asked.json.write_text(json.dumps(found, indent=1, default=str), encoding="utf-8")


def _print_screens(rounds: Rounds) -> None:
    """The last ones of each program's first round."""
    for name, runs in rounds.items():
        if not runs:
            continue
        print(f"=== {name} ready\n{runs[0].get('screen_ready', '')}")
        for group in runs[0]["groups"]:
            print(f"=== {name} after {group['label']}\n{group.get('screen', '')}")


def _given(asked: argparse.Namespace) -> list[Program]:
    """The program of the command line and those beside it, whose names all differ."""
    command = asked.cmd[1:] if asked.cmd[:1] == ["--"] else asked.cmd
    if not command:
        return []
    first = Program(
        name=asked.name or os.path.basename(command[0]),
        cmd=command,
        ready=asked.ready,
        keys=asked.keys,
        quit=asked.quit,
    )
    found = [first]
    for place, words in enumerate(asked.vs):
        name = _at(asked.vs_name, place) or os.path.basename(shlex.split(words)[0])
        while any(program.name == name for program in found):
            name += "'"
        found.append(
            Program(
                name=name,
                cmd=words,
                ready=_at(asked.vs_ready, place, first.ready),
                keys=_at(asked.vs_keys, place, first.keys),
                quit=_at(asked.vs_quit, place, first.quit),
            )
        )
    return found


def _at(values: Sequence[str], place: int, otherwise: str | None = None) -> str | None:
    return values[place] if place < len(values) else otherwise


def _of_spec(asked: argparse.Namespace) -> list[Program]:
    """The programs of the file, those asked for by name."""
    if not asked.spec:
        return []
    spec = json.loads(asked.spec.read_text(encoding="utf-8"))
    found = [
        msgspec.convert({**spec.get("defaults", {}), **program}, Program)
        for program in spec["programs"]
    ]
    wanted = asked.only.split(",") if asked.only else [".*"]
    return [each for each in found if any(re.fullmatch(one, each.name) for one in wanted)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.terminal",
        description=f"{__doc__}\n{key_script.__doc__}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_programs(parser)
    _add_terminal(parser)
    _add_patience(parser)
    _add_line(parser)
    _add_reports(parser)
    return parser


def _add_programs(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("programs")
    group.add_argument("--name", help="name of the program in the tables")
    group.add_argument("--ready", help="pattern on the screen that means: usable")
    group.add_argument("--keys", default=DEFAULTS.keys, help="key script, see above")
    words = "key script that ends it (default %(default)s)"
    group.add_argument("--quit", default=DEFAULTS.quit, help=words)
    group.add_argument(
        "--vs", action="append", default=[], metavar="CMD", help="another one (repeatable)"
    )
    for name in ("name", "ready", "keys", "quit"):
        words = f"its {name} (default: the first program's)"
        group.add_argument(f"--vs-{name}", action="append", default=[], help=words)
    group.add_argument("--spec", type=Path, help="JSON file with programs")
    group.add_argument("--only", help="names from the spec, comma separated patterns")
    group.add_argument("--env", action="append", default=[], help="NAME=VALUE for all of them")
    group.add_argument("cmd", nargs=argparse.REMAINDER, help="-- program and arguments")


def _add_terminal(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the terminal")
    words = "columns x rows (default %(default)s)"
    group.add_argument("--size", default=DEFAULTS.size, help=words)
    group.add_argument("--term", default=DEFAULTS.term, help="TERM (default %(default)s)")
    words = "COLORTERM, '' for none (default %(default)s)"
    group.add_argument("--colorterm", default=DEFAULTS.colorterm, help=words)
    for name, words in (
        ("sync", "synchronized output (mode 2026)"),
        ("kitty", "the kitty keyboard protocol"),
        ("inband", "in-band resize (mode 2048)"),
        ("margins", "margins at the sides (mode 69)"),
    ):
        group.add_argument(f"--no-{name}", dest=name, action="store_false", help=f"deny {words}")


def _add_patience(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("seconds")
    for name, words in (
        ("idle", "to watch it at rest, 0 for not at all"),
        ("quiet", "of silence that count as settled"),
        ("gap", "of an extra pause between keys"),
        ("noresp", "after which a key without a byte is given up"),
        ("keymax", "to wait at most for a key to settle or its pattern"),
        ("timeout", "to wait at most until it is ready"),
    ):
        default = getattr(DEFAULTS, name)
        group.add_argument(
            f"--{name}", type=float, default=default, help=f"{words} (default {default:g})"
        )


def _add_line(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("over a line")
    words = "through a real sshd on loopback, started and stopped here"
    group.add_argument("--ssh", action="store_true", help=words)
    words = "added round trip time, ms (by the relay, or --netem)"
    group.add_argument("--delay", type=float, default=0.0, help=words)
    words = "limit of the line, kbit/s (by the relay)"
    group.add_argument("--kbps", type=float, default=0.0, help=words)
    words = "delay with tc netem on lo (root) instead of the relay"
    group.add_argument("--netem", action="store_true", help=words)
    group.add_argument("--compress", action="store_true", help="ssh -C")


def _add_reports(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is done")
    words = "rounds (default 5)"
    group.add_argument("-n", type=int, default=5, dest="rounds", metavar="ROUNDS", help=words)
    group.add_argument("--json", type=Path, help="write everything here")
    words = "print the screens after the start and each group of keys, and keep them in the JSON"
    group.add_argument("--screens", action="store_true", help=words)
    group.add_argument("--rawlog", help="append all that the programs write to this file")
    words = "measure programs that are known, and see whether the figures can be right"
    group.add_argument("--selftest", action="store_true", help=words)


if __name__ == "__main__":
    sys.exit(main())
