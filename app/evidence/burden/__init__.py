"""What the way to the certificate costs families: for one case in words, and for a quarter in figures."""
