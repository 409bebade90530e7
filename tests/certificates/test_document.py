"""The certificate on paper, read back out of the PDF's own page streams."""

import json
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.certificates.document import render
from app.certificates.letters import printable
from app.certificates.signing import CertificateSigner
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.platform.keys import load_signing_key, new_signing_key
from tests.certificates.builders import a_statement

_VALUES = json.loads(new_signing_key())
LIVE = CertificateSigner([load_signing_key(json.dumps(_VALUES))])
SANDBOX = CertificateSigner([load_signing_key(json.dumps(_VALUES | {"kid": "sandbox-" + _VALUES["kid"]}))])


def a_document(signer: CertificateSigner = LIVE, **changes: Any) -> bytes:
    statement = a_statement(**changes)
    return render(statement, signer.sign(statement), f"https://mediation.example/check/{statement.number}")


def pages(pdf: bytes) -> list[str]:
    """What each page shows, in the order in which it is drawn."""
    return [" ".join(page.extract_text().replace("\u200b", "").split()) for page in PdfReader(BytesIO(pdf)).pages]


def shown(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def tags(pdf: bytes) -> list[str]:
    """The structure that a screen reader walks: the role of each element, in reading order."""

    def walk(element: Any) -> Iterator[str]:
        element = element.get_object()
        if isinstance(element, list):
            for one in element:
                yield from walk(one)
        elif isinstance(element, dict):
            if "/S" in element:
                yield str(element["/S"])
            if "/K" in element:
                yield from walk(element["/K"])

    return list(walk(PdfReader(BytesIO(pdf)).root_object["/StructTreeRoot"]))


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
        "does not say what was discussed",
        "decision not to pursue mediation",
        "https://mediation.example/check/MC-4QY7-F7VQ-XD7R-HRYC",
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
    assert ("ILLUSTRATIVE: this certificate is not issued under the law." in text) is (regime != "cfa-2014")
    assert ("Section 55, Children and Families Act 2014" in text) is (regime == "cfa-2014")


@pytest.mark.parametrize("decision", DecisionKind)
@pytest.mark.parametrize("holder", AppellantKind)
def test_every_decision_and_holder_can_be_printed_on_one_page(decision: DecisionKind, holder: AppellantKind) -> None:
    (page,) = pages(a_document(SANDBOX, decision_kind=decision, holder_kind=holder))
    assert f"({decision.paragraph})" in page


def test_a_sandbox_certificate_says_so_first_and_at_the_foot() -> None:
    text = shown(a_document(SANDBOX))
    assert text.index("SANDBOX: this certificate was made to try out the service.") < text.index("Issued to")
    assert text.count("SANDBOX") == 2


def test_both_warnings_fit_beside_everything_else_on_one_page() -> None:
    (page,) = pages(a_document(SANDBOX, regime="green-paper-2022", ground=CertificateGround.TOOK_PART))
    assert "ILLUSTRATIVE: this certificate is not issued under the law." in page
    assert "SANDBOX: this certificate was made to try out the service." in page
    assert "To check it" in page


def test_the_file_can_be_found_read_aloud_and_checked_by_itself() -> None:
    statement = a_statement()
    token = LIVE.sign(statement)
    pdf = render(statement, token, f"https://mediation.example/check/{statement.number}")
    assert pdf.startswith(b"%PDF-")
    file = PdfReader(BytesIO(pdf))
    told = file.metadata
    assert told is not None
    assert (told.title, told.author) == ("Mediation certificate MC-4QY7-F7VQ-XD7R-HRYC", "Harbour Mediation")
    assert told.creation_date == datetime(2026, 2, 13, tzinfo=UTC)
    assert str(told["/Keywords"]) == token
    assert LIVE.verify(token) == statement
    root: Any = file.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert b"QR code of https://mediation.example/check/MC-4QY7-F7VQ-XD7R-HRYC" in pdf


def test_a_screen_reader_finds_headings_the_list_of_particulars_and_the_picture() -> None:
    roles = tags(a_document())
    assert [role for role in roles if role in {"/H1", "/H2", "/Figure", "/L"}] == ["/H1", "/Figure", "/L", "/H2", "/H2"]
    assert roles.count("/LI") == roles.count("/Lbl") == roles.count("/LBody") == 9


def test_every_font_that_is_used_is_inside_the_file() -> None:
    pdf = a_document(issued_to="Sam \u0645\u062d\u0645\u062f \u738b \u0a17\u0a41\u0a30")
    fonts = [font for page in PdfReader(BytesIO(pdf)).pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert len(fonts) >= 4
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        described = descendant["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described


def test_the_same_certificate_is_the_same_file_whoever_else_is_printing() -> None:
    names = ["Grace", "Zażółć Gęślą", "Παπαδοπούλου", "Ђорђевић", "محمد"] * 2
    alone = [a_document(issued_to=name) for name in names]
    with ThreadPoolExecutor(4) as presses:
        assert list(presses.map(lambda name: a_document(issued_to=name), names)) == alone


NAMES = {
    "Latin": "Siôn Ŵyn Żółć Gülşah Ọ̀ṣọ́ Nguyễn O’Neill",
    "Greek": "Παπαδοπούλου",
    "Cyrillic": "Ђорђевић Олена Їжакевич",
    "Arabic": "محمد عبد الله",
    "Persian": "نیلوفر کریمی‌نژاد",
    "Urdu": "عائشہ ڑے",
    "Hebrew": "רחל כהן",
    "Bengali": "মোহাম্মদ রহমান",
    "Devanagari": "अनिल शर्मा",
    "Gujarati": "પ્રિયા પટેલ",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Tamil": "கவிதா",
    "Sinhala": "නිමල්",
    "Thai": "สมชาย",
    "Amharic": "አበበ በቀለ",
    "Armenian": "Արմեն",
    "Georgian": "ნინო",
    "Chinese": "王小明 龍灣",
    "Japanese": "さくら サクラ",
    "Korean": "김철수",
}


@pytest.mark.parametrize("script", NAMES)
def test_a_name_of_any_script_of_england_stands_as_it_is_written(script: str) -> None:
    name = unicodedata.normalize("NFC", NAMES[script])
    assert printable(name) == name
    text = shown(a_document(issued_to=name))
    assert "cannot be printed" not in text
    # The letters can be copied out again. A letter that is drawn as part of another may be told as that other.
    letters = {letter for letter in name if letter.isalpha()}
    assert len(letters - set(unicodedata.normalize("NFC", text))) <= len(letters) // 6


def test_letters_that_cannot_be_printed_are_shown_as_numbers_with_a_note() -> None:
    text = shown(a_document(issued_to="Amina \U0002a6a5 \U0001f600"))
    assert "Issued to Amina [U+2A6A5] [U+1F600]" in text
    assert "Some letters cannot be printed on this page" in text


def test_nothing_hides_in_a_name() -> None:
    assert printable("Ann\u202eeirg\u200b\x00\ud800") == "Ann[U+202E]eirg[U+200B U+0000 U+D800]"
    assert printable("Ann\u200d") == "Ann[U+200D]"
    assert "#eval *Ann* $x$ @see" in shown(a_document(issued_to="#eval *Ann* $x$ @see"))


def test_a_name_of_any_length_is_printed_whole() -> None:
    name = " ".join(f"name{number}" for number in range(900))
    pdf = a_document(issued_to=name)
    found = pages(pdf)
    assert len(found) > 1
    assert tags(pdf).count("/LI") == 9  # read out as one line, though it runs over pages
    assert re.findall(r"name\d+", " ".join(found)) == name.split()
    assert shown(a_document(issued_to="n" * 5000)).count("n" * 40) == 125


def test_the_code_is_on_the_first_page_however_long_a_name_is() -> None:
    assert _drawn(a_document(issued_to="name " * 900)) > 200  # its dark fields are paths of the page itself


@pytest.mark.parametrize("name", ["", "  "])
def test_a_certificate_without_a_name_says_whose_it_is(name: str) -> None:
    assert "Issued to The person who may appeal against the decision below" in shown(a_document(issued_to=name))


def _drawn(pdf: bytes) -> int:
    page: Any = PdfReader(BytesIO(pdf)).pages[0]
    drawn: list[bytes] = [page.get_contents().get_data()]
    forms = page["/Resources"].get("/XObject", {})
    drawn += [form.get_object().get_data() for form in forms.values()]
    return sum(len(re.findall(rb"\bl\b|\bre\b", one)) for one in drawn)


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
