"""The command that needs no server: `python -m app compare`."""

import argparse
import sys


def run_compare(arguments: argparse.Namespace) -> None:
    """Work a comparison of regimes out, and write what came of it into a folder."""
    from app.evidence.comparisons.command_line import compare

    sys.exit(compare(arguments.file, arguments.to, arguments.cluster))
