"""A terminal without a window: what it draws and what it is asked, for tests and measurements."""
