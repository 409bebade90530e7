"""Mediation certificates: their numbers, their signatures, the paper that a family holds, and the public check."""
