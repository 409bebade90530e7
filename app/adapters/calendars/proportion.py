"""Whether a calendar's text is out of all proportion: told from the text, in one pass, before a library sees it."""

import re
from typing import Final

MOST_COMPONENTS: Final = 30_000
"""Events, their alarms, the frames around them: three for each of the entries that are read."""
DEEPEST: Final = 8
"""How deep they may stand in each other. Four is what the standards know; the library's time grows by the square."""

_FOLD: Final = re.compile(r"(?:\r?\n)+[ \t]")
_FRAME: Final = re.compile(r"^(BEGIN|END)\b", re.MULTILINE)


def out_of_proportion(text: bytes) -> str | None:
    """Say what is too much about a calendar; None where nothing is.

    Lines are unfolded, and names taken in capitals, as the library does: what is a frame to it is one here.
    """
    components = depth = 0
    for frame in _FRAME.finditer(_FOLD.sub("", text.decode(errors="replace").upper())):
        if frame[1] == "END":
            depth -= 1
            continue
        components, depth = components + 1, depth + 1
        if depth > DEEPEST:
            return f"Its components stand in each other more than {DEEPEST} deep."
        if components > MOST_COMPONENTS:
            return f"It has more than {MOST_COMPONENTS:,} components."
    return None
