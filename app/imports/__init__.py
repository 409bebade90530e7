"""Bringing a caseload in: an authority sends the open cases of its own records in one file."""
