"""The pages say what the program does: generated ones are fresh, and others name what exists."""

from __future__ import annotations

import itertools
import re
import shlex
import tomllib
from importlib.util import find_spec

import click
import pytest

from cockpit_tui.cli.errors import INTERRUPTED, PIPE_CLOSED
from cockpit_tui.cli.root import cockpit
from cockpit_tui.commands import COMMANDS
from cockpit_tui.domain.query import due_words
from cockpit_tui.domain.query.conditions import Measure
from cockpit_tui.domain.query.fields import SYNC_WORDS, Counted, Field, Flag, Function
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.settings.loading import default_settings
from cockpit_tui.store.tables import mirror_schema, schema
from docs.generate import FOLDER, stale_pages
from docs.reference_pages import (
    EXIT_CODES,
    PAGES,
    environment_name,
    error_kinds,
)
from tests.docs.pages import ROOT, Page, all_pages

PAGES_BY_NAME = {page.name: page for page in all_pages()}
SECTIONS = {key.partition(".")[0] for key in default_settings() if "." in key}
READ_FROM_ENVIRONMENT_ALONE = {"COCKPIT_HOME", "COCKPIT_TODAY"}


@pytest.fixture(params=PAGES_BY_NAME)
def page(request: pytest.FixtureRequest) -> Page:
    return PAGES_BY_NAME[request.param]


def calls(page: Page) -> list[list[str]]:
    """The words after `cockpit` of every call that a page shows."""
    lines = [
        re.sub(r"(?:^|\s)#.*", "", line).strip()
        for language in ("sh", "console")
        for block in page.blocks(language)
        for line in block.replace("\\\n", " ").splitlines()
    ]
    found = []
    for text in (*page.inline(), *lines):
        for call in re.findall(r"(?:^|[\s/|(])cockpit((?: [^|;&#>`)]*)?)", f" {text}"):
            if not re.match(r" [a-z-]", call):
                continue
            words = re.sub(r"[…\[\]]", " ", call).replace("\\|", " ")
            try:
                found.append(shlex.split(words))
            except ValueError:
                found.append(words.split())
    return found


def unknown_in(words: list[str]) -> str:
    """The first word of a call that the program does not know; empty when it knows all."""
    command: click.Command = cockpit
    context = click.Context(command, info_name="cockpit")
    flags = {"-h", "--help"}
    for word in words:
        flags |= {
            name
            for parameter in command.params
            if isinstance(parameter, click.Option)
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        if word.startswith("-"):
            if word.partition("=")[0] not in flags and not re.fullmatch(r"-|-\d+", word):
                return word
        elif isinstance(command, click.Group) and re.match(r"[a-z]", word):
            child = command.get_command(context, word)
            if child is None:
                return word
            command = child
            context = click.Context(command, info_name=word, parent=context)
    return ""


def test_generated_pages_are_what_the_program_says() -> None:
    assert stale_pages() == [], "run `python -m docs.generate`"


def test_nothing_else_lies_among_the_generated_pages() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(PAGES)


def test_every_exit_status_is_described() -> None:
    known = {kind.exit_code for kind in error_kinds()} | {0, 3, INTERRUPTED, PIPE_CLOSED}
    assert known == set(EXIT_CODES)


def test_calls_in_pages_are_calls_of_the_program(page: Page) -> None:
    unknown = {" ".join(words): word for words in calls(page) if (word := unknown_in(words))}
    assert unknown == {}


def test_a_call_that_does_not_exist_would_be_seen() -> None:
    assert unknown_in(["cta", "list", "--filter", "mine:yes"]) == ""
    assert unknown_in(["cta", "lst"]) == "lst"
    assert unknown_in(["cta", "list", "--filtr=x"]) == "--filtr=x"


def test_settings_in_pages_exist(page: Page) -> None:
    keys = re.compile(rf"(?:{'|'.join(sorted(SECTIONS))})\.[a-z_]+")
    named = {word for text in page.inline() for word in re.findall(rf"^{keys.pattern}", text)}
    ids = {command.id for command in COMMANDS}
    assert named - set(default_settings()) - ids == set()


def test_variables_in_pages_exist(page: Page) -> None:
    known = {environment_name(key) for key in default_settings()} | READ_FROM_ENVIRONMENT_ALONE
    known |= {f"COCKPIT_{key.upper().replace('.', '__')}" for key in default_settings()}
    named = set(re.findall(r"\bCOCKPIT_[A-Z_]*[A-Z]\b", page.text))
    assert named - known == set()


def test_make_targets_in_pages_exist(page: Page) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = [*page.inline(), *(line for block in page.blocks("sh") for line in block.splitlines())]
    named = {target for text in shown for target in re.findall(r"\bmake ([a-z]+)\b", text)}
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()


def test_modules_and_files_in_pages_exist(page: Page) -> None:
    for text in page.inline():
        if module := re.search(r"python -m ([\w.]+)", text):
            assert find_spec(module[1]) is not None, text
        elif re.fullmatch(
            r"(?:cockpit_tui|widgets|sync|themes|tests|docs|benchmarks|requirements)/[\w./*-]*",
            text,
        ):
            assert any(ROOT.glob(text.rstrip("/"))), text


def test_links_lead_somewhere(page: Page) -> None:
    for link in page.links():
        if re.match(r"https?://", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.file.parent / path).resolve() if path else page.file
        assert target.exists(), link
        if anchor:
            assert anchor in Page(target).anchors(), link


def test_filters_in_pages_parse(page: Page) -> None:
    for block in page.blocks("query"):
        for line in block.splitlines():
            parse(line)
    for words in calls(page):
        for flag, value in itertools.pairwise(words):
            if flag == "--filter" and value != "QUERY":
                parse(value)


def test_the_query_page_explains_every_word() -> None:
    page = PAGES_BY_NAME["docs/query-language.md"]
    words = {
        *(f"{field}" for field in Field),
        *(f"is:{flag}" for flag in Flag),
        *due_words.BUCKET_WORDS,
        *due_words.DAY_WORDS,
        *due_words.NONE_WORDS,
        *(f"{function}(" for function in Function),
        *Counted,
        *Measure,
        *SYNC_WORDS,
    }
    shown = set(page.inline())
    assert {word for word in words if not any(word in text for text in shown)} == set()


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[\[<>=]", entry)[0] for entry in project["dependencies"]}
    section = PAGES_BY_NAME["ARCHITECTURE.md"].text.partition("### Runtime dependencies")[2]
    assert set(re.findall(r"^\| ([a-z][a-z-]*) \| (?!for)", section, re.MULTILINE)) == wanted


def test_every_table_of_the_database_is_on_the_map() -> None:
    shown = set(PAGES_BY_NAME["ARCHITECTURE.md"].inline())
    assert mirror_schema.org.name in schema.metadata.tables
    assert set(schema.metadata.tables) - shown == set()


def test_every_page_is_reachable_from_the_readme() -> None:
    seen: set[str] = set()
    ahead = [PAGES_BY_NAME["README.md"]]
    while ahead:
        page = ahead.pop()
        seen.add(page.name)
        for link in page.links():
            target = (page.file.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.is_relative_to(ROOT):
                name = str(target.relative_to(ROOT))
                if name not in seen:
                    ahead.append(PAGES_BY_NAME[name])
    assert set(PAGES_BY_NAME) - seen == set()


def test_pictures_ask_no_other_host() -> None:
    for picture in sorted((ROOT / "docs" / "pictures").glob("*.svg")):
        assert "url(" not in picture.read_text(encoding="utf-8").replace("url(#", "")
