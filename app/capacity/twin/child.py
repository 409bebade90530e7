"""The process that answers one what-if. It knows no secret and opens no connection.

Called as `python -m app.capacity.twin.child SECONDS BYTES`. It reads the question from standard input, and writes the
answer to standard output.
"""

import sys

from app.capacity.limiting import limit
from app.capacity.twin.answering import what_if
from app.capacity.twin.question import ANSWER, QUESTION


def main(seconds: str, memory: str) -> None:
    """Read the question, and write the answer."""
    limit(int(seconds), int(memory))
    asked = QUESTION.validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(ANSWER.dump_json(what_if(asked.twin, asked.changes, asked.seed)))


if __name__ == "__main__":
    main(*sys.argv[1:])
