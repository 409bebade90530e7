"""The words, refusals and hash chain that every wing shares. Standard library only."""
