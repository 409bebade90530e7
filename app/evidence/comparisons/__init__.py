"""Comparisons of regimes: asked for, worked out by processes of their own, and read."""
