"""Who calls and what they may do.

Routes need `Principal` (principal.py), `Scope` (scopes.py) and `requires` (verifier.py); the rest serves `install`.
"""
