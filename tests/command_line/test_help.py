"""The help of the command line: each argument has its sentence, and each command an example that is understood."""

import argparse
import shlex
from collections.abc import Iterator

import pytest

from app.commands.parsing import parser


def commands(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command that can be run, with those inside groups."""
    groups = [one for one in of._actions if isinstance(one, argparse._SubParsersAction)]
    for group in groups:
        for one in group.choices.values():
            yield from commands(one)
    if not groups or not groups[0].required:
        yield of


LEAVES = list(commands(parser()))


def test_there_are_as_many_commands_as_people_use() -> None:
    assert len(LEAVES) > 30


@pytest.mark.parametrize("command", LEAVES, ids=lambda one: one.prog.removeprefix("python -m app "))
def test_a_newcomer_is_told_what_to_write(command: argparse.ArgumentParser) -> None:
    assert command.description
    for one in command._actions:
        if isinstance(one, argparse._HelpAction | argparse._SubParsersAction):
            continue
        assert one.help is not None, one.dest
        assert one.help[0].isupper(), one.help
        assert len(one.help.split()) > 2, one.help
    examples = [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  python -m app ")]
    [example] = examples
    said = parser().parse_args(shlex.split(example.removeprefix("python -m app ")))
    assert example.startswith(command.prog), "the example is of this command"
    assert said.run
