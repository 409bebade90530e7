"""The glyphs that a PDF draws, read out of its page streams."""

from collections import defaultdict
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

MISSING = 0
"""The glyph of every font that stands for a letter it does not hold: an empty box."""


def glyphs(pdf: bytes) -> dict[str, list[int]]:
    """Return the glyphs drawn with each font, in order. The fonts are those of Typst: two bytes name a glyph."""
    reader = PdfReader(BytesIO(pdf))
    found: defaultdict[str, list[int]] = defaultdict(list)
    for page in reader.pages:
        fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
        font = ""
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                font = str(fonts[operands[0]]["/BaseFont"]).partition("+")[2]
            elif operator in (b"Tj", b"TJ"):
                for part in operands[0] if operator == b"TJ" else operands:
                    drawn: bytes = getattr(part, "original_bytes", b"")  # between the strings stand distances
                    found[font] += [int.from_bytes(drawn[at : at + 2], "big") for at in range(0, len(drawn), 2)]
    return dict(found)
