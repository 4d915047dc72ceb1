"""`cockpit completion`: the script that makes a shell complete our words."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from cockpit_tui.cli import COMPLETION, PROGRAM
from cockpit_tui.cli.invocation import json_option
from cockpit_tui.cli.output import to_document
from cockpit_tui.cli.shells import use_ours

SHELLS = {
    "bash": "cockpit completion bash > ~/.local/share/bash-completion/completions/cockpit",
    "zsh": "cockpit completion zsh > ~/.zfunc/_cockpit",
    "fish": "cockpit completion fish > ~/.config/fish/completions/cockpit.fish",
    "powershell": "cockpit completion powershell >> $PROFILE",
}
"""Shell to the words that install the script."""


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)))
@json_option
@click.pass_context
def completion_command(ctx: click.Context, shell: str, as_json: bool) -> None:
    """Print a shell's completion script; `cockpit completion bash` and so on."""
    use_ours()
    completer = get_completion_class(shell)
    assert completer is not None
    script = completer(ctx.find_root().command, {}, PROGRAM, COMPLETION).source()
    if as_json:
        click.echo(to_document({"shell": shell, "script": script, "install": SHELLS[shell]}))
        return
    click.echo(script)
    click.echo(f"To install: {SHELLS[shell]}", err=True)
