"""Sets a page as PDF/UA-1 with Typst, in the fonts of the service."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from app.certificates.typeface import FILES

_LOCK: Final = Lock()
"""One page is set at a time: the compiler keeps what it has read, and a page takes it a few milliseconds."""


def pressed(page: Path, said: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return a page as a tagged PDF. The same input always gives the same bytes.

    The page reads `said` as data, so nothing in a text is read as a command.
    """
    with _LOCK:
        made = _press(page).compile(
            format="pdf", sys_inputs={"said": json.dumps(said)}, pdf_standards=["ua-1"], timestamp=made_at
        )
    assert isinstance(made, bytes)  # noqa: S101 - one document and no path to write to: the library's type is wider
    return made


@cache
def _press(page: Path) -> typst.Compiler:
    # Without `root` a page could read any file of the working directory.
    return typst.Compiler(str(page), root=str(page.parent), font_paths=list(map(str, FILES)), ignore_system_fonts=True)
