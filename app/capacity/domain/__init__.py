"""Who can mediate a case, when, and when the 30-day duty will be broken. Pure: no file, no optimiser, no clock."""
