"""A process that serves gives large blocks back."""

import subprocess
import sys

import pytest

HOLDS = """
import ctypes, sys
from pathlib import Path
from app.platform.memory import give_back
if sys.argv[1] == "gives":
    give_back()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
def block():
    made = libc.malloc(7 << 20)
    ctypes.memset(made, 1, 7 << 20)
    return made
libc.free(block())
again = block()
libc.free(again)
print(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the GNU C library has these limits")
def test_large_blocks_that_were_freed_are_held_no_more() -> None:
    held = {
        way: int(subprocess.check_output([sys.executable, "-c", HOLDS, way], text=True))  # noqa: S603 - ourselves
        for way in ("gives", "keeps")
    }
    assert held["keeps"] - held["gives"] >= 6
