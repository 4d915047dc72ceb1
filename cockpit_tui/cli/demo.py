"""`cockpit demo`: the cockpit on made-up customers, with an org of its own."""

from __future__ import annotations

import click

from cockpit_tui.cli.invocation import Invocation, json_option, pass_invocation
from cockpit_tui.cli.output import to_document
from cockpit_widgets.drawing.printable import printable

SIZES = ("small", "team", "large")


@click.command("demo")
@click.option(
    "--reset",
    is_flag=True,
    help="Throw the demo's data away and begin anew; not while a cockpit is open on it.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, help="The same number, same data.")
@click.option("--size", type=click.Choice(SIZES), default="small", help="How much there is.")
@click.option("--no-colleague", is_flag=True, help="Nobody else works in the org meanwhile.")
@json_option
@pass_invocation
def demo_command(
    invocation: Invocation, reset: bool, seed: int, size: str, no_colleague: bool, as_json: bool
) -> int:
    """Open the cockpit on demo data with a live local org.

    It becomes the workspace of a bare `cockpit`, unless there is one already. Without a terminal,
    or with --json, the data is made and nothing is opened.
    """
    from cockpit_tui.bootstrap import make_demo, run_demo
    from cockpit_tui.demo.making import DemoOptions
    from cockpit_tui.workspace import demo_place

    options = DemoOptions(seed=seed, size=size, has_colleague=not no_colleague)
    if as_json:
        make_demo(
            invocation.configuration,
            invocation.paths,
            options,
            lambda words: click.echo(printable(words), err=True),
            is_reset=reset,
        )
        place = demo_place(invocation.paths)
        click.echo(to_document({"database": place.url, "seed": seed, "size": size}))
        return 0
    return run_demo(options, invocation.flags, is_reset=reset)
