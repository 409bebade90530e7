"""The twin of the capacity: what becomes of the thirty days if something changes, simulated and mended."""
