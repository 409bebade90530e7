"""What is kept of a case, for how long, and how to have all of it in one answer."""
