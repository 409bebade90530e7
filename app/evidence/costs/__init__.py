"""What mediation and appeals of a quarter cost, beside the groups that are compared."""
