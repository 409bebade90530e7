"""A year of an invented authority: its families take their steps through the use cases that serve every request."""
