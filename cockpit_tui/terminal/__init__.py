"""What the terminal can do and how to speak to it, beside what Textual does. No Textual here."""
