"""Who calls, and what they may do.

Routes use `requires` (verifier.py), with `Principal` and `Scope` from `app.platform.access`. `install` uses the rest.
"""
