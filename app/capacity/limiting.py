"""Limits of a process that works something out for the service."""

import sys


def limit(seconds: int, memory: int) -> None:
    """Let the kernel end this process if it takes more time or more memory than this, or tries to write a file."""
    if sys.platform == "win32":  # it has no such limits: the service still ends the process when its time is over
        return
    import os
    import resource

    os.nice(10)  # requests for other answers get the processor first
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
