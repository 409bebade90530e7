"""The terms, refusals, hash chain and state machine that every wing shares. Standard library only."""
