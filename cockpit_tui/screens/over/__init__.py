"""Screens that open over the cockpit, and what they share."""
