"""Mediators' capacity: who can mediate, when and for which case, and when the 30-day duty will be broken."""
