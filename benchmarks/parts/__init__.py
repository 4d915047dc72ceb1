"""The parts of `make bench`, each a function from the session to its lines."""
