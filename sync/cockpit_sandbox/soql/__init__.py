"""SOQL: the text is parsed by a LALR grammar and compiled to parameterised SQL."""
