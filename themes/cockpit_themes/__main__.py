"""`python -m cockpit_themes`: regenerates the built-in themes from their TOML files."""

from __future__ import annotations

from cockpit_themes.generate import GENERATED_FILE, builtin_module, themes_from_data

if __name__ == "__main__":
    GENERATED_FILE.write_text(builtin_module(themes_from_data()), encoding="utf-8")
