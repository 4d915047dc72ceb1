"""`python -m docs.draw`: the pictures of the pages, made by the program itself.

Each is the shipped program on a pseudo terminal of its own, over the demo of seed 1 and a fixed
day, saved by Textual's own export. Moments, such as that of a comment, are those of the drawing.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

PICTURES = Path(__file__).parent / "pictures"
DAY = "2026-11-23"
LONGEST_SECONDS = 60
PROGRAM = (sys.executable, "-m", "cockpit_tui")


class Picture(Struct, frozen=True):
    """One picture: the size of its terminal, the theme, and what is pressed before."""

    name: str
    columns: int
    lines: int
    theme: str = "cockpit-dark"
    keys: tuple[str, ...] = ()


ALL = (
    Picture("cockpit-140x40", 140, 40),
    Picture("cockpit-140x40-light", 140, 40, "cockpit-light"),
    Picture("cockpit-80x24", 80, 24),
    Picture("bulk-100x30", 100, 30, keys=("asterisk", "p", "1")),
    Picture("activities-100x30", 100, 30, keys=("A",)),
)


def main() -> int:
    """Draws all pictures into docs/pictures; 1 when one did not come."""
    with tempfile.TemporaryDirectory(prefix="cockpit-docs-") as home:
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COCKPIT_", "TEXTUAL", "NO_COLOR", "COLORFGBG", "TMUX", "STY"))
        }
        environment = {
            **plain,
            "COCKPIT_HOME": home,
            "COCKPIT_TODAY": DAY,
            "COLORTERM": "truecolor",
            "TERM": "xterm-256color",
        }
        subprocess.run(
            (*PROGRAM, "demo", "--seed", "1", "--no-colleague"),
            env=environment,
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=LONGEST_SECONDS,
        )
        return max(_draw(picture, environment) for picture in ALL)


def _draw(picture: Picture, environment: Mapping[str, str]) -> int:
    target = PICTURES / f"{picture.name}.svg"
    target.unlink(missing_ok=True)
    ours, theirs = pty.openpty()
    size = struct.pack("HHHH", picture.lines, picture.columns, 0, 0)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
    process = subprocess.Popen(
        PROGRAM,
        env={
            **environment,
            "COCKPIT_UI__THEME": picture.theme,
            "TEXTUAL_PRESS": ",".join(("wait:3000", *picture.keys)),
            "TEXTUAL_SCREENSHOT": "5",
            "TEXTUAL_SCREENSHOT_LOCATION": str(PICTURES),
            "TEXTUAL_SCREENSHOT_FILENAME": target.name,
        },
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        while os.read(ours, 65_536):
            # The program draws until it is ended or leaves by itself after its picture.
            if target.exists() and process.poll() is not None:
                break
    except OSError:
        pass
    finally:
        process.terminate()
        process.wait(LONGEST_SECONDS)
        os.close(ours)
    is_there = target.exists()
    if is_there:
        _leave_out_fonts(target)
    sys.stdout.write(f"{'drew' if is_there else 'MISSING'} {target.name}\n")
    return 0 if is_there else 1


def _leave_out_fonts(picture: Path) -> None:
    """A picture asks no other host for a font: whoever looks at it has one."""
    text = picture.read_text(encoding="utf-8")
    text = re.sub(r"\s*@font-face \{.*?\}", "", text, flags=re.DOTALL)
    picture.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
