"""A certificate on paper: A4 in black and white, and the same bytes for the same certificate every time."""

from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any, Final
from unicodedata import normalize

from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from app.adapters.certificates import wording
from app.adapters.certificates.signing import signed_in_sandbox
from app.adapters.certificates.tagging import Tagged, TaggedCanvas
from app.adapters.certificates.typeface import BOLD, NOTE, REGULAR, printable
from app.domain.certificate import CertificateStatement

_MARGIN: Final = 22 * mm
_GUTTER: Final = 6  # points of air that reportlab's frame keeps inside the margin
_QR_SIDE: Final = 36 * mm


def render(statement: CertificateStatement, token: str, verification_url: str) -> bytes:
    """The certificate as a tagged PDF.

    `token` is the certificate in signed form: it travels in the file's keywords, so that the file alone can be checked
    offline. `verification_url` is what the QR code says. Raises ValueError if it does not contain the number.
    """
    if statement.number not in verification_url:
        raise ValueError("the verification address must contain the certificate's number")
    sandbox = signed_in_sandbox(token)
    marks = [word for word, _ in wording.warnings(statement, sandbox)]

    def furnish(canvas: Any, _document: SimpleDocTemplate) -> None:
        canvas.setDateFormatter(lambda *_now: f"D:{statement.issued_on:%Y%m%d}000000Z")
        with canvas.ornament():
            canvas.setFont(REGULAR, 10)
            canvas.drawString(_MARGIN + _GUTTER, 12 * mm, " · ".join([*marks, wording.title(statement)]))
            canvas.drawRightString(A4[0] - _MARGIN - _GUTTER, 12 * mm, f"Page {canvas.getPageNumber()}")

    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=16 * mm,
        bottomMargin=17 * mm,
        initialFontName=REGULAR,
        title=" · ".join([*marks, wording.title(statement)]),
        author=printable(statement.issuer),
        subject=wording.basis(statement),
        keywords=[token],
        creator="Mediation before tribunal",
        lang="en-GB",
        displayDocTitle=1,
        invariant=1,
    )
    story = list(_story(statement, sandbox, verification_url))
    document.build(story, onFirstPage=furnish, onLaterPages=furnish, canvasmaker=TaggedCanvas)
    return file.getvalue()


def _story(statement: CertificateStatement, sandbox: bool, verification_url: str) -> Iterator[Flowable]:
    warnings = [f"{word}: {warning}" for word, warning in wording.warnings(statement, sandbox)]
    if warnings:
        yield Tagged("P", Paragraph("<br/>".join(map(_markup, warnings)), _WARNING), " ".join(warnings))
    yield _text("H1", "Mediation certificate", _TITLE)
    yield _text("P", wording.basis(statement), _BODY)
    yield _text("P", statement.number, _NUMBER)
    particulars = list(wording.particulars(statement))
    for label, value in particulars:
        yield Tagged("P", Paragraph(_markup(value), _LINE, bulletText=label), f"{label}: {printable(value)}")
    if any(printable(value) != normalize("NFC", value) for _, value in particulars):
        yield _text("P", NOTE, _SMALL)
    yield _text("H2", "What it means", _HEADING)
    for sentence in wording.meaning(statement):
        yield _text("P", sentence, _BODY)
    yield _check(statement.number, verification_url)


def _check(number: str, url: str) -> Flowable:
    # The paper around it is the code's quiet zone.
    code = QrCode(url, width=_QR_SIDE, height=_QR_SIDE, qrBorder=0, qrLevel="M")
    before, _, after = url.partition(number)
    address = Paragraph(f"{_markup(before)}<br/>{number}{_markup(after)}", _SMALL)
    words = [
        _text("H2", "To check it", _HEADING),
        _text("P", wording.CHECK, _SMALL),
        Tagged("P", address, printable(url)),
        _text("P", wording.OFFLINE, _SMALL),
    ]
    return Table(
        [[Tagged("Figure", code, f"QR code of {printable(url)}"), words]],
        colWidths=[_QR_SIDE + 8 * mm, None],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("FONT", (0, 0), (-1, -1), REGULAR),
        ],
        spaceBefore=4 * mm,
    )


def _text(role: str, text: str, style: ParagraphStyle) -> Flowable:
    return Tagged(role, Paragraph(_markup(text), style), printable(text))


def _markup(text: str) -> str:
    return escape(printable(text), quote=False)


def _style(size: float, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * 1.36, textColor=black, **more)


def _boxed(size: float, rule: float, **more: Any) -> ParagraphStyle:
    air = 8
    box = {"borderWidth": rule, "borderColor": black, "borderPadding": air, "leftIndent": air, "rightIndent": air}
    return _style(size, BOLD, **box, **more)


_WARNING: Final = _boxed(12, 2.5, spaceBefore=3 * mm, spaceAfter=8 * mm)
_TITLE: Final = _style(28, BOLD)
_NUMBER: Final = _boxed(23, 1, spaceBefore=5 * mm, spaceAfter=8 * mm)
_LINE: Final = _style(12, leftIndent=46 * mm, bulletFontName=BOLD, bulletFontSize=12, spaceAfter=1.7 * mm)
_HEADING: Final = _style(14, BOLD, spaceBefore=4 * mm, spaceAfter=1.2 * mm)
_BODY: Final = _style(11.5, spaceAfter=2.2 * mm)
_SMALL: Final = _style(10, spaceAfter=1.8 * mm)
