"""What admins, colleagues and time do to an org: the control endpoint, for tests and the demo."""
