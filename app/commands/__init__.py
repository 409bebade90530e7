"""The commands of `python -m app`. Each module imports what a command needs when the command runs."""
