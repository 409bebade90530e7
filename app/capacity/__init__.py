"""Mediators' capacity: who can mediate, when, for which case, and when the thirty days will break."""
