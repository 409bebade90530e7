"""What Schemathesis finds wrong with an API."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from schemathesis.engine import events, from_schema

from tests.contract.thrift import Thrift


@dataclass
class Findings:
    """What a run found, worst first, each with a request that shows it."""

    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, schema: Any) -> "Findings":
        """Ask everything that is worth asking."""
        schema.hooks.register_hook_with_name(Thrift().is_worth_sending, "filter_case")
        found = cls()
        for event in from_schema(schema).execute():
            assert not isinstance(event, events.NonFatalError | events.FatalError), str(event)
            if isinstance(event, events.ScenarioFinished):
                found.note(event)
        return found

    def note(self, event: events.ScenarioFinished) -> None:
        for interaction in event.recorder.interactions.values():
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
        for checks in event.recorder.checks.values():
            for check in checks:
                if check.failure_info is not None:
                    title = f"{event.label}: {check.failure_info.failure.title}"
                    told = f"{check.failure_info.failure.message}\n{check.failure_info.code_sample}"
                    self.failures[title].append(told)

    def __str__(self) -> str:
        return "\n\n".join(f"{title} ({len(told)} times)\n{told[0]}" for title, told in self.failures.items())
