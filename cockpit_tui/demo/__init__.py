"""The demo: a workspace of its own beside a local Salesforce org."""
