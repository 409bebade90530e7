"""Tagged PDF: each paragraph and picture says what it is, in reading order, so that a screen reader can walk the page.

reportlab writes no structure tree of its own. The few objects here are those of ISO 32000-1, section 14.7.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable


class TaggedCanvas(Canvas):
    """A canvas that remembers what each marked piece of its pages is."""

    _doc: Any  # reportlab's own, which its type stubs leave out

    def __init__(self, *args: Any, **options: Any) -> None:
        """As reportlab's own canvas."""
        super().__init__(*args, **options)
        self._root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        self._whole = self._element("Document", self._root)
        self._pages: list[list[Any]] = [[]]

    @contextmanager
    def tagged(self, role: str, words: str) -> Iterator[None]:
        """Mark what is drawn inside as one element of this role, to be read out in these words."""
        siblings = self._pages[-1]
        element = self._element(role, self._whole)
        element["Pg"] = self._doc.thisPageRef()
        element["K"] = len(siblings)
        element["Alt" if role == "Figure" else "ActualText"] = PDFString(words)
        self.addLiteral(f"/{role} <</MCID {len(siblings)}>> BDC")
        yield
        self.addLiteral("EMC")
        siblings.append(self._doc.Reference(element))

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """Mark what is drawn inside as nothing that need be read out."""
        self.addLiteral("/Artifact BMC")
        yield
        self.addLiteral("EMC")

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """End the page, and say where the parents of its elements are listed."""
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = (*page.__NoDefault__, "StructParents")  # an entry that reportlab does not know
        page.StructParents = len(self._pages) - 1
        self._pages.append([])

    def save(self) -> None:
        """Write the structure tree and the file."""
        self._whole["K"] = PDFArray([element for page in self._pages for element in page])
        parents = [entry for number, page in enumerate(self._pages) for entry in (number, PDFArray(page))]
        self._root["K"] = self._doc.Reference(self._whole)
        self._root["ParentTree"] = PDFDictionary({"Nums": PDFArray(parents)})
        self._doc.Catalog.StructTreeRoot = self._root
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        super().save()

    def _element(self, role: str, parent: PDFDictionary) -> PDFDictionary:
        return PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(role), "P": self._doc.Reference(parent)})


class Tagged(Flowable):
    """A flowable that is drawn on a TaggedCanvas as one element."""

    canv: TaggedCanvas

    def __init__(self, role: str, inner: Flowable, words: str) -> None:
        """`role` is a standard structure type (H1, H2, P, Figure); `words` are what is read out."""
        super().__init__()
        self._role, self._inner, self._words = role, inner, words

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room that it needs, in points."""
        self.width, self.height = self._inner.wrapOn(self.canv, width, height)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Its parts, where it does not fit on one page. The first part is read out for all of them."""
        parts = self._inner.splitOn(self.canv, width, height)
        return [Tagged(self._role, part, "" if number else self._words) for number, part in enumerate(parts)]

    def draw(self) -> None:
        """Draw it, marked."""
        with self.canv.tagged(self._role, self._words):
            self._inner.drawOn(self.canv, 0, 0)

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """The white space above it, in points."""
        return self._inner.getSpaceBefore()

    def getSpaceAfter(self) -> float:  # noqa: N802 - reportlab's name
        """The white space below it, in points."""
        return self._inner.getSpaceAfter()
