"""The command line: `python -m app COMMAND`. `app/commands` has the commands, and `--help` says what each does."""

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest is loading: no traceback

from importlib import import_module

from app.commands.parsing import parser
from app.mistakes import told_plainly


def main() -> None:
    """Read the command and run it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = parser().parse_args()
    module, _, function = arguments.run.partition(".")
    with told_plainly():
        getattr(import_module(f"app.commands.{module}"), function)(arguments)


if __name__ == "__main__":
    main()
