"""Which of the requests that Schemathesis thinks of are worth sending: most repeat what another showed."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario

Key = tuple[object, ...]

_CONSTRAINT = re.compile(
    r"/(?:type|format|pattern|enum|required|const|not|(?:anyOf|oneOf|allOf)/\d+|additionalProperties|propertyNames"
    r"|(?:min|max)(?:imum|Length|Items|Properties)|exclusive(?:Min|Max)imum|uniqueItems|multipleOf)(?:/.*)?$"
)
"""The end of the place of a constraint: before it stands the place of the field."""
DELETES = "DELETE"
"""Each path that has no such method is asked it, and one other method that it has not."""
THRICE = 3


class Thrift:
    """Says of each edge of a schema, as the run comes to it, whether a request shows anything that none before it did.

    A request is sent for each of these that it is the first to have:

    - for its operation, a bad value of its kind in its place (path, query or body), or a good value as it is described;
    - for its operation, a good header, a bad header, or a content type of its kind: all operations read headers alike;
    - for its field, a good value, a bad value, a text for something else, or something else for a text;
    - for fields of its name, whatever the operation, a value of its kind: three times.
    """

    def __init__(self) -> None:
        self._sent: Counter[Key] = Counter()

    def is_worth_sending(self, context: Any, case: Any) -> bool:
        """Answer as a hook of Schemathesis: a case of another phase is always sent."""
        del context
        edge = case.meta.phase.data if case.meta else None
        if not isinstance(edge, CoveragePhaseData):
            return True
        if edge.scenario is CoverageScenario.UNSPECIFIED_HTTP_METHOD:
            method = str(case.method).upper()
            keys: list[Key] = [(case.path, method == DELETES)]
        else:
            alike = (edge.scenario, edge.parameter_location, edge.parameter, _said_of_value(edge.description))
            keys = [*_of_operation(case, edge), (min(self._sent[alike], THRICE), *alike)]
            self._sent[alike] += 1
        new = [key for key in keys if key not in self._sent and key[0] != THRICE]
        self._sent.update(keys)
        return bool(new)


def _of_operation(case: Any, edge: CoveragePhaseData) -> Iterator[Key]:
    """Yield what a request may be the first of its operation to have."""
    mode = case.meta.generation.mode
    place = (case.operation.label, mode, edge.parameter_location)
    if edge.parameter_location is ParameterLocation.HEADER:
        yield (*place, edge.scenario if "content_type" in edge.scenario else None)
        return
    field = (*place, edge.parameter, _CONSTRAINT.sub("", edge.location or ""))
    yield (*place, edge.scenario, _said_of_value(edge.description) if mode.is_positive else None)
    yield field
    if edge.scenario is CoverageScenario.INCORRECT_TYPE and edge.parameter_location is ParameterLocation.BODY:
        yield (*field, isinstance(_value_at(case.body, edge.location or ""), str))


def _value_at(body: Any, location: str) -> Any:
    """Return the value in a body at the place of its schema, as far as the body goes."""
    for part in location.split("/"):
        if isinstance(body, dict) and part in body:
            body = body[part]
        elif part == "items" and isinstance(body, list) and body:
            body = body[0]
    return body


def _said_of_value(description: str) -> str:
    """Return what a description says of the value, without the fields in which it stands."""
    return description.rpartition(": ")[2]
