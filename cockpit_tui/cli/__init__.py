"""The command line: a scriptable twin of every verb of the screen, one file per noun."""

PROGRAM = "cockpit"
"""What a person types."""
COMPLETION = "_COCKPIT_COMPLETE"
"""Set by the shell's completion script; commands answer it."""
