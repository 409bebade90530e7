"""Cases: one family's dispute over one decision, from the notice to the tribunal's order."""
