"""Duties: every duty that a party ever owed on a case, what became of it, and lists of what is due."""
