"""JSON as it is written to a column."""

import json
from collections.abc import Mapping
from typing import Any


def as_json(values: Mapping[str, Any]) -> str:
    """Write JSON for a column."""
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False)
