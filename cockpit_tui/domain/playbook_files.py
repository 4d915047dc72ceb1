"""Playbooks as TOML: what `cockpit playbook export` writes and `import` reads.

A file is hostile until it is checked: its size, its keys and its values.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cockpit_tui.domain.days.working_days import MOST_DAYS
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookDraft, PlaybookRow, StepDraft

LARGEST_FILE = 1_000_000
"""Bytes; a thousand playbooks are smaller."""
MOST_STEPS = 200
TITLE_LENGTH = 255
NAME_LENGTH = 120
TEXT_LENGTH = 32_000
"""Salesforce: Task, Description holds 32,000 characters."""
_PLAYBOOK_KEYS = ("name", "description", "type", "active", "step")
_STEP_KEYS = ("title", "day", "owner", "priority", "description", "mirror", "after")


def read_playbooks(content: bytes, source: str) -> list[PlaybookDraft]:
    """The playbooks of a file; `source` names it in messages.

    Raises InvalidInput that names the playbook, the step and the key, and the nearest known key.
    """
    if len(content) > LARGEST_FILE:
        raise InvalidInput(
            f"{source} has {len(content):,} bytes; {LARGEST_FILE:,} are read.", "Nothing was added."
        )
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput(f"{source} is not TOML: {error}.", "Nothing was added.") from error
    _require_keys(document, ("playbook",), source)
    entries = _tables(document.get("playbook"), f"{source}: playbook")
    if not entries:
        raise InvalidInput(f"{source} holds no playbook.", "Each one begins with [[playbook]].")
    drafts = [_playbook(entry, f"{source}, playbook {n}") for n, entry in enumerate(entries, 1)]
    names = [draft.name.casefold() for draft in drafts]
    twice = next((draft.name for draft in drafts if names.count(draft.name.casefold()) > 1), None)
    if twice is not None:
        raise InvalidInput(f"{source} holds “{twice}” twice.", "Nothing was added.")
    return drafts


def shipped_playbooks() -> list[PlaybookDraft]:
    """The playbooks that every workspace has from its start."""
    file = Path(__file__).with_name("shipped_playbooks.toml")
    return read_playbooks(file.read_bytes(), file.name)


def write_playbooks(playbooks: Sequence[PlaybookRow]) -> str:
    """The playbooks as a file that `read_playbooks` understands."""
    import tomlkit

    document = tomlkit.document()
    tables = tomlkit.aot()
    for playbook in playbooks:
        table = tomlkit.table()
        table.add("name", playbook.name)
        if playbook.description:
            table.add("description", _text(playbook.description))
        if playbook.type:
            table.add("type", playbook.type)
        if not playbook.is_active:
            table.add("active", value=False)
        steps = tomlkit.aot()
        for step in playbook.steps:
            entry = tomlkit.table()
            entry.add("title", step.title)
            entry.add("day", step.day)
            entry.add("owner", step.person if step.role is OwnerRole.PERSON else step.role.value)
            if step.priority:
                entry.add("priority", step.priority)
            if step.is_mirrored:
                entry.add("mirror", value=True)
            if step.after:
                entry.add("after", [playbook.number_of(earlier) for earlier in step.after])
            if step.description:
                entry.add("description", _text(step.description))
            steps.append(entry)
        if playbook.steps:
            table.add("step", steps)
        tables.append(table)
    document.add("playbook", tables)
    return tomlkit.dumps(document)


def checked_steps(steps: Sequence[StepDraft], where: str) -> None:
    """Raises InvalidInput where a step waits for itself, for a later one or for one that is not."""
    if len(steps) > MOST_STEPS:
        raise InvalidInput(f"{where} has {len(steps):,} steps; {MOST_STEPS} fit.")
    for number, step in enumerate(steps, 1):
        for earlier in step.after:
            if not 1 <= earlier < number:
                raise InvalidInput(
                    f"{where}, step {number}: it cannot wait for step {earlier}.",
                    "A step waits for earlier ones alone.",
                )


def checked_text(value: str, limit: int, where: str, *, is_required: bool = False) -> str:
    """The text, its outer blanks gone; raises InvalidInput for none or too much."""
    text = value.strip()
    if is_required and not text:
        raise InvalidInput(f"{where} is needed.", "Nothing was changed.")
    if len(text) > limit:
        raise InvalidInput(f"{where} has {len(text):,} characters; {limit:,} fit.")
    return text


def checked_day(day: int, where: str) -> int:
    """The offset in working days; raises InvalidInput outside 0 to 999."""
    if not 0 <= day <= MOST_DAYS:
        raise InvalidInput(f"{where} is {day}.", f"It takes working days from 0 to {MOST_DAYS}.")
    return day


def _playbook(entry: Mapping[str, object], where: str) -> PlaybookDraft:
    _require_keys(entry, _PLAYBOOK_KEYS, where)
    name = " ".join(_string(entry, "name", where, NAME_LENGTH, is_required=True).split())
    where = f"{where} (“{name}”)"
    tables = _tables(entry.get("step"), f"{where}: step")
    steps = tuple(_step(table, f"{where}, step {n}") for n, table in enumerate(tables, 1))
    checked_steps(steps, where)
    return PlaybookDraft(
        name=name,
        description=_string(entry, "description", where, TEXT_LENGTH),
        type=_string(entry, "type", where, NAME_LENGTH),
        is_active=_bool(entry, "active", where, default=True),
        steps=steps,
    )


def _step(entry: Mapping[str, object], where: str) -> StepDraft:
    _require_keys(entry, _STEP_KEYS, where)
    day = entry.get("day", 0)
    if not isinstance(day, int) or isinstance(day, bool):
        raise InvalidInput(f"{where}: day must be a whole number of working days.")
    after = entry.get("after", [])
    numbers: list[int] = []
    for number in after if isinstance(after, list) else [after]:
        if not isinstance(number, int) or isinstance(number, bool):
            raise InvalidInput(f"{where}: after must be numbers of earlier steps.", "after = [1]")
        numbers.append(number)
    return StepDraft(
        title=" ".join(_string(entry, "title", where, TITLE_LENGTH, is_required=True).split()),
        day=checked_day(day, f"{where}: day"),
        owner=_string(entry, "owner", where, TITLE_LENGTH) or OwnerRole.CTA_OWNER,
        priority=_string(entry, "priority", where, NAME_LENGTH),
        description=_string(entry, "description", where, TEXT_LENGTH),
        is_mirrored=_bool(entry, "mirror", where, default=False),
        after=tuple(dict.fromkeys(numbers)),
    )


def _require_keys(entry: Mapping[str, object], known: Iterable[str], where: str) -> None:
    names = tuple(known)
    for key in entry:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else f"Keys: {', '.join(names)}."
            raise InvalidInput(f"{where}: there is no key `{key}`.", hint)


def _tables(value: object, where: str) -> list[Mapping[str, object]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise InvalidInput(f"{where} must be tables.", "Write [[playbook]] and [[playbook.step]].")
    return value


def _string(
    entry: Mapping[str, object], key: str, where: str, limit: int, *, is_required: bool = False
) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise InvalidInput(f"{where}: {key} must be text.", f'Write {key} = "…".')
    return checked_text(value, limit, f"{where}: {key}", is_required=is_required)


def _bool(entry: Mapping[str, object], key: str, where: str, *, default: bool) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise InvalidInput(f"{where}: {key} must be true or false.")
    return value


def _text(text: str) -> object:
    """A long text over several lines where it has several; line ends of another kind than TOML's
    would not come back as they are there."""
    import tomlkit

    return tomlkit.string(text, multiline=True) if "\n" in text and "\r" not in text else text
