"""`cockpit layout`: what each type of CTA asks of its fields (CD-13)."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cockpit_tui.cli.acting import label_words
from cockpit_tui.cli.completing import complete_value
from cockpit_tui.cli.groups import Noun
from cockpit_tui.cli.invocation import Invocation, dry_run_option, json_option, pass_invocation
from cockpit_tui.cli.output import Column, table, to_document
from cockpit_tui.cli.words import value_named
from cockpit_tui.domain.documents import Document
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.field_rules import WORDS, FieldRule
from cockpit_tui.domain.values import Picklist

RULES = [*(rule.value for rule in FieldRule), "none"]


@click.group("layout", cls=Noun)
def layout_command() -> None:
    """What each type of CTA asks of its fields."""


@layout_command.command("list")
@json_option
@pass_invocation
def list_rules(invocation: Invocation, as_json: bool) -> None:
    """Every field that has a rule, by type."""
    items = _items(invocation)
    if as_json:
        click.echo(to_document({"items": items, "total": len(items)}))
        return
    columns = (Column("Type"), Column("Field"), Column("Rules", can_shrink=True))
    rows = [(str(item["type"]), str(item["field"]), _listed(item["rules"])) for item in items]
    for line in table(columns, rows):
        click.echo(line)


@layout_command.command("set")
@click.argument("type_", metavar="TYPE", shell_complete=complete_value(Picklist.CTA_TYPE))
@click.argument("field", metavar="FIELD", shell_complete=lambda *_: list(WORDS.values()))
@click.argument("rules", metavar="RULE…", nargs=-1, required=True, type=click.Choice(RULES))
@dry_run_option
@json_option
@pass_invocation
def set_rules(
    invocation: Invocation,
    type_: str,
    field: str,
    rules: Sequence[str],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Give a field of a type these rules and no others; `none` takes all away."""
    if "none" in rules and len(rules) > 1:
        raise InvalidInput("`none` stands alone.", "Nothing was changed.")
    if dry_run:
        invocation.rehearse()
    session = invocation.session
    type_id = value_named(session.views, Picklist.CTA_TYPE, type_)
    wanted = [FieldRule(rule) for rule in rules if rule != "none"]
    done = session.field_rules.set(type_id, field, wanted)
    items = _items(invocation)
    if as_json:
        is_kept = not dry_run and done.batch_id is not None
        document: Document = {"items": items, "total": len(items), "label": done.label}
        batch = str(done.batch_id) if is_kept else None
        click.echo(to_document({**document, "batch": batch, "dry_run": dry_run}))
        return
    click.echo(label_words(invocation, done))


def _items(invocation: Invocation) -> list[Document]:
    session = invocation.session
    types = session.views.values(Picklist.CTA_TYPE, with_inactive=True)
    rules = session.field_rules.all()
    return [
        {"type": kind.label, "field": word, "rules": [r.value for r in FieldRule if r in asked]}
        for kind in types
        for column, word in WORDS.items()
        if (asked := rules.get(kind.id, {}).get(column))
    ]


def _listed(rules: object) -> str:
    return ", ".join(map(str, rules)) if isinstance(rules, list) else ""
