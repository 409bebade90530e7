"""Who can mediate a case, when, and when the thirty days will break. Pure: no calendar file, no optimiser, no clock."""
