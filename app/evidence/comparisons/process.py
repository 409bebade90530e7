"""How the process of a comparison is started: the command, where, and what it is told of the environment."""

import os
import sys
from pathlib import Path
from typing import Final

import app

COMMAND: Final = (sys.executable, "-m", "app.evidence.simulation")
HOME: Final = Path(app.__file__).parents[1]
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
"""What the process needs of the environment. The service's secrets are not among it."""


def environment() -> dict[str, str]:
    """Return the environment of the process. Each of its processes computes on one processor."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed_on | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
