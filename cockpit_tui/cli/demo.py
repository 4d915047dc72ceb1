"""`cockpit demo`: the cockpit on made-up customers, with an org of its own."""

from __future__ import annotations

import click

from cockpit_tui.cli.invocation import Invocation, pass_invocation

SIZES = ("small", "team", "large")


@click.command("demo")
@click.option("--reset", is_flag=True, help="Throw the demo's data away and begin anew.")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="The same number, same data.")
@click.option("--size", type=click.Choice(SIZES), default="small", help="How much there is.")
@click.option("--no-colleague", is_flag=True, help="Nobody else works in the org meanwhile.")
@pass_invocation
def demo_command(
    invocation: Invocation, reset: bool, seed: int, size: str, no_colleague: bool
) -> int:
    """Open the cockpit on demo data with a live local org.

    It becomes the workspace of a bare `cockpit`, unless there is one already.
    """
    from cockpit_tui.bootstrap import run_demo
    from cockpit_tui.demo.making import DemoOptions

    options = DemoOptions(seed=seed, size=size, has_colleague=not no_colleague)
    return run_demo(options, invocation.flags, is_reset=reset)
