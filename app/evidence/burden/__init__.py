"""What the gate before the tribunal costs families: of one case in words, and of a quarter in figures."""
