"""Addresses of what is attached to a CTA: a web page, or a file where it lies (CD-2)."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.text import pasted

ADDRESS_LENGTH = 2000
"""Letters of an address; what browsers and proxies still take."""
NAME_LENGTH = 255
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_SHARE_OR_DRIVE = re.compile(r"\\\\|[A-Za-z]:[\\/]")
"""How paths of Windows begin; a drive is one letter, a scheme has more."""


def is_web(address: str) -> bool:
    """Whether a browser opens it."""
    return address.lower().startswith(("https://", "http://"))


def to_address(text: str, folder: Path | None = None) -> str:
    """The address as it is kept: of the web, or a whole path; `folder` is where short paths begin,
    that of the program by default.

    Raises InvalidInput for nothing, for too much, and for addresses that are neither, such as
    `javascript:`: what a colleague attached must be safe to open; and for a short path in a folder
    that is gone.

    >>> to_address("www.globex.com/deck", Path("/home/ana"))
    'https://www.globex.com/deck'
    >>> to_address("plan.pdf", Path("/home/ana"))
    '/home/ana/plan.pdf'
    """
    wanted = pasted(text, is_one_line=True)
    if not wanted:
        raise InvalidInput("An attachment needs an address.", "A web address, or a path to a file.")
    if wanted.lower().startswith("www."):
        wanted = f"https://{wanted}"
    if wanted.lower().startswith("file://"):
        wanted = unquote(urlsplit(wanted).path)
    if is_web(wanted):
        _require_host(wanted)
    elif _SCHEME.match(wanted):
        raise InvalidInput(
            f"“{wanted.partition(':')[0]}:” cannot be attached.",
            "https://… and paths to files can.",
        )
    elif not _SHARE_OR_DRIVE.match(wanted):
        wanted = str(_whole(_home_of(wanted), folder))
    if len(wanted) > ADDRESS_LENGTH:
        raise InvalidInput(
            f"The address has {len(wanted):,} letters; {ADDRESS_LENGTH:,} fit.", "Shorten it."
        )
    return wanted


def _home_of(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        user = path.partition("/")[0]
        raise InvalidInput(
            f"There is no folder of “{user}” here.", "Write the whole path, or ./ before a name."
        ) from error


def _whole(path: Path, folder: Path | None) -> Path:
    if folder is not None or path.is_absolute():
        return (folder or path) / path
    try:
        return Path.cwd() / path
    except FileNotFoundError as error:
        raise InvalidInput("The folder you are in is gone.", "Write the whole path.") from error


def _require_host(address: str) -> None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host or any(letter.isspace() for letter in address):
        raise InvalidInput(f"“{address}” is no web address.", "Spaces in it are written %20.")


def to_name(text: str, address: str) -> str:
    """What it is called: the name given, else the end of the address. Raises InvalidInput.

    >>> to_name("", "https://docs.globex.com/q3/deck.pdf")
    'deck.pdf'
    """
    name = pasted(text, is_one_line=True) or _end_of(address)
    if len(name) > NAME_LENGTH:
        raise InvalidInput(f"The name has {len(name)} letters; {NAME_LENGTH} fit.", "Shorten it.")
    return name


def _end_of(address: str) -> str:
    if is_web(address):
        parts = urlsplit(address)
        name = pasted(unquote(PurePosixPath(parts.path).name), is_one_line=True)
        return (name or parts.hostname or address)[:NAME_LENGTH]
    path = PureWindowsPath if _SHARE_OR_DRIVE.match(address) else PurePosixPath
    return (path(address).name or address)[:NAME_LENGTH]
