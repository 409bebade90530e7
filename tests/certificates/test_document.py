"""The certificate on paper, read back out of the PDF's own page streams."""

import base64
import json
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.certificates.document import render
from app.adapters.certificates.signing import CertificateSigner
from app.adapters.certificates.typeface import printable
from app.adapters.keys import load_signing_key, new_signing_key
from app.domain.terms import AppellantKind, CertificateGround, DecisionKind
from tests.certificates.builders import a_statement

_VALUES = json.loads(new_signing_key())
LIVE = CertificateSigner([load_signing_key(json.dumps(_VALUES))])
SANDBOX = CertificateSigner([load_signing_key(json.dumps(_VALUES | {"kid": "sandbox-" + _VALUES["kid"]}))])


def a_document(signer: CertificateSigner = LIVE, **changes: Any) -> bytes:
    statement = a_statement(**changes)
    return render(statement, signer.sign(statement), f"https://mediation.example/check/{statement.number}")


def pages(pdf: bytes) -> list[str]:
    """What each page shows, in the order in which it is drawn. Letters beyond ASCII are left out."""
    streams = re.findall(rb"/ASCII85Decode /FlateDecode \][^>]*>>\s*stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = [zlib.decompress(base64.a85decode(stream.strip(), adobe=True)) for stream in streams]
    return [
        re.sub(r"\\([()\\])", r"\1", " ".join(re.findall(r"\(((?:\\.|[^()\\])*)\) Tj", page.decode("latin-1"))))
        for page in drawn
        if b" Tj" in page
    ]


def shown(pdf: bytes) -> str:
    return " ".join(" ".join(pages(pdf)).split())


def test_it_says_who_which_decision_which_ground_and_when() -> None:
    text = shown(a_document())
    for words in (
        "Mediation certificate",
        "Section 55, Children and Families Act 2014",
        "MC-4QY7-F7VQ-XD7R-HRYC",
        "Issued to Grace Okonkwo-Whitfield",
        "Acting as Parent",
        "Not to carry out an education, health and care needs assessment (s.51(2)(a))",
        "Notice sent on 2 February 2026",
        "Local authority Fernshire County Council (991)",
        "Its reference EHC/2026/00417",
        "Ground Mediation considered and not pursued",
        "Issued by Harbour Mediation, mediation adviser",
        "Date of issue 13 February 2026",
        "do not wish to pursue it. (Section 55(4), Children and Families Act 2014.)",
        "says nothing of what was discussed",
        "draws no inference from a decision not to pursue mediation",
        "https://mediation.example/check/ MC-4QY7-F7VQ-XD7R-HRYC",
    ):
        assert words in text
    assert "SANDBOX" not in text
    assert "ILLUSTRATIVE" not in text


@pytest.mark.parametrize("ground", CertificateGround)
@pytest.mark.parametrize("regime", ["cfa-2014", "green-paper-2022"])
def test_every_ground_has_its_sentence_and_only_the_law_in_force_is_cited(
    ground: CertificateGround, regime: str
) -> None:
    text = shown(a_document(ground=ground, regime=regime))
    cited = {
        CertificateGround.DECLINED: "(Section 55(4), Children",
        CertificateGround.TOOK_PART: "(Section 55(5), Children",
        CertificateGround.NOT_ARRANGED: "(Regulation 39, Special",
        CertificateGround.EXEMPT: "(No provision of the law in force.)",
    }[ground]
    assert (cited in text) is (regime == "cfa-2014")
    assert ("ILLUSTRATIVE: not law." in text) is (regime != "cfa-2014")
    assert ("Section 55, Children and Families Act 2014" in text) is (regime == "cfa-2014")


@pytest.mark.parametrize("decision", DecisionKind)
@pytest.mark.parametrize("holder", AppellantKind)
def test_every_decision_and_holder_can_be_printed_on_one_page(decision: DecisionKind, holder: AppellantKind) -> None:
    (page,) = pages(a_document(SANDBOX, decision_kind=decision, holder_kind=holder))
    assert f"({decision.paragraph})" in page


def test_a_sandbox_certificate_says_so_first_and_at_the_foot() -> None:
    text = shown(a_document(SANDBOX))
    assert text.index("SANDBOX: made to try the service out.") < text.index("Issued to")
    assert text.count("SANDBOX") == 2


def test_both_warnings_fit_beside_everything_else_on_one_page() -> None:
    (page,) = pages(a_document(SANDBOX, regime="green-paper-2022", ground=CertificateGround.TOOK_PART))
    assert "ILLUSTRATIVE: not law." in page
    assert "SANDBOX: made to try the service out." in page
    assert "To check it" in page


def test_the_file_can_be_found_read_aloud_and_checked_by_itself() -> None:
    statement = a_statement()
    token = LIVE.sign(statement)
    pdf = render(statement, token, f"https://mediation.example/check/{statement.number}")
    assert pdf.startswith(b"%PDF-")
    assert f"/Keywords ({token})".encode() in pdf
    assert LIVE.verify(token) == statement
    for entry in (
        b"/Title (Mediation certificate MC-4QY7-F7VQ-XD7R-HRYC)",
        b"/Author (Harbour Mediation)",
        b"/Lang (en-GB)",
        b"/DisplayDocTitle true",
        b"/Marked true",
        b"/StructTreeRoot",
        b"/Alt (QR code of https://mediation.example/check/MC-4QY7-F7VQ-XD7R-HRYC)",
        b"/ActualText (Issued to: Grace Okonkwo-Whitfield)",
        b"/CreationDate (D:20260213000000Z)",
    ):
        assert entry in pdf
    assert b"Helvetica" not in pdf  # every font that is used is inside the file


def test_the_same_certificate_is_the_same_file_whoever_else_is_printing() -> None:
    names = ["Grace", "Zażółć Gęślą", "Παπαδοπούλου", "Ђорђевић", "محمد"] * 2
    alone = [a_document(issued_to=name) for name in names]
    with ThreadPoolExecutor(4) as presses:
        assert list(presses.map(lambda name: a_document(issued_to=name), names)) == alone


def test_names_of_latin_greek_and_cyrillic_script_stand_as_they_are() -> None:
    name = "Siôn Ŵyn Żółć Łukasz Jiří Gülşah Þóra Ọ̀ṣọ́ Nguyễn Παπαδοπούλου Ђорђевић Олена Їжакевич O’Neill"
    assert printable(name) == name
    assert "cannot be printed" not in shown(a_document(issued_to=name))


def test_letters_that_cannot_be_printed_are_shown_as_numbers_with_a_note() -> None:
    text = shown(a_document(issued_to="Amina محمد 王"))
    assert "Issued to Amina [U+0645 U+062D U+0645 U+062F] [U+738B]" in text
    assert "Some letters cannot be printed here" in text


def test_nothing_hides_in_a_name() -> None:
    assert printable("Ann\u202eeirg\u200b\x00\ud800") == "Ann[U+202E]eirg[U+200B U+0000 U+D800]"
    assert "<b>Ann</b>&<br/>" in shown(a_document(issued_to="<b>Ann</b> & <br/>")).replace(" ", "")


def test_a_name_of_any_length_is_printed_whole() -> None:
    name = " ".join(f"name{number}" for number in range(900))
    pdf = a_document(issued_to=name)
    found = pages(pdf)
    assert len(found) > 1
    assert pdf.count(b"/ActualText (Issued to: name0 ") == 1  # read out once, though it runs over two pages
    assert re.findall(r"name\d+", " ".join(found)) == name.split()
    assert len(pages(a_document(issued_to="n" * 5000))) > 1


@pytest.mark.parametrize("name", ["", "  "])
def test_a_certificate_without_a_name_says_whose_it_is(name: str) -> None:
    assert "Issued to The person who may appeal against the decision below" in shown(a_document(issued_to=name))


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.text("a(b)\\[]<&;/ \n%", max_size=30))
def test_no_name_breaks_the_page(name: str, reference: str) -> None:
    text = shown(a_document(issued_to=name, la_reference=reference, la_name=name, issuer=name))
    assert "MC-4QY7-F7VQ-XD7R-HRYC" in text
    assert "To check it" in text


def test_the_address_must_lead_to_this_certificate() -> None:
    statement = a_statement()
    with pytest.raises(ValueError, match="must contain the certificate's number"):
        render(statement, LIVE.sign(statement), "https://mediation.example/check/MC-9999-9999-9999-9999")
