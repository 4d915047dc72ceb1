"""Frozen rows: what screens, commands and widgets see of the store.

The rows of lists are in `domain/lists/rows.py`, which is all that the first picture loads.
"""
