"""The body of each action, and the command that it becomes. Each action has its own schema, named in the OpenAPI
document. A body stands in the file that its moves have in `app.cases.domain.moves`.
"""

from collections.abc import Mapping

from app.cases.domain.words import Action
from app.cases.schemas.actions import (
    agreements,
    appeals,
    certificates,
    endings,
    notices,
    panels,
    people,
    proceedings,
    requests,
    sessions,
    tribunal,
)
from app.cases.schemas.actions.body import ActionIn, Recording

_FILES = (
    requests, sessions, certificates, agreements, appeals, proceedings, tribunal, people, panels, endings, notices,
)  # fmt: skip

BODIES: Mapping[Action, type[ActionIn]] = {body.action: body for file in _FILES for body in file.BODIES}

__all__ = ["BODIES", "ActionIn", "Recording"]
