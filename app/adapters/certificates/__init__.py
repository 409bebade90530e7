"""Mediation certificates as artefacts: their numbers, their signatures, and the paper that a family holds."""
