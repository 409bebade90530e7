"""The command line, loaded once and run many times: each run is a fork, with its own environment, output and end.

Called as `python -m tests.support.loaded`. It reads one order a line, as JSON, and answers each with its exit code.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Loaded:
    """The process that waits for orders."""

    process: "subprocess.Popen[str]"
    folder: Path

    def __call__(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line in this environment alone."""
        out, err = self.folder / "out", self.folder / "err"
        order = {"arguments": arguments, "environment": environment, "out": str(out), "err": str(err)}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, out.read_text(), err.read_text())


@contextmanager
def loaded(folder: Path) -> Iterator[Loaded]:
    """Load the command line; its runs write into a folder."""
    command = [sys.executable, "-m", "tests.support.loaded"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        yield Loaded(process, folder)


def main() -> None:
    """Load what the commands load by themselves; then fork for each order."""
    import app.__main__
    import app.commands.caseload
    import app.commands.preparing
    import app.commands.serving
    import app.commands.starting
    import app.commands.upkeep
    import app.generate
    import app.main
    import app.platform.db.migrate
    import app.trying
    import app.upkeep  # noqa: F401 - loaded for the forks

    for line in sys.stdin:
        if (child := os.fork()) == 0:
            run(**json.loads(line))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def run(arguments: list[str], environment: dict[str, str], out: str, err: str) -> NoReturn:
    """Be `python -m app`, from the point where it is loaded; end as Python does, but take nothing apart before."""
    from app.__main__ import main as command_line

    for path, descriptor in ((out, 1), (err, 2)):
        with Path(path).open("wb") as file:
            os.dup2(file.fileno(), descriptor)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["app", *arguments]
    code: object = 0
    try:
        command_line()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as the end of a program, whatever ends it
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main()
