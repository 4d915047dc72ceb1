"""The command line: a scriptable twin of every verb of the screen, one file per noun."""
