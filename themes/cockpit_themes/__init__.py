"""Themes as data: colours by meaning, a registry, and a contrast check.

`registry.load_theme` gives a `theme.Theme` without importing Textual;
`textual_theme.textual_theme` turns it into Textual's.
"""
