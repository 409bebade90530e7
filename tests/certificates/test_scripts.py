"""Names of every script that Unicode encodes stand on the certificate in their own letters."""

import unicodedata
from collections import defaultdict
from functools import cache
from itertools import chain

import pytest
import typst
from fontTools.unicodedata import script
from hypothesis import given, settings
from hypothesis import strategies as st

from app.certificates.letters import breakable, printable, runs
from app.certificates.typeface import FILES, FIRST, face
from tests.certificates.glyphs import MISSING, glyphs
from tests.certificates.test_document import a_document, shown

# Scripts that the standard lists as in limited use, of liturgy, and some that are no longer written.
NAMES = {
    "Adlam": "𞤀𞤣𞤤𞤢𞤥",
    "Balinese": "ᬓ᭄ᬱᬬ",
    "Batak": "ᯅᯖᯂ᯲",
    "Canadian syllabics": "ᐃᓄᒃᑎᑐᑦ",
    "Chakma": "𑄌𑄋𑄴𑄟𑄳𑄦",
    "Cham": "ꨌꩌ",
    "Cherokee": "ᏣᎳᎩ",
    "Coptic": "ⲓ̅ⲥ̅",
    "Gothic": "𐍅𐌿𐌻𐍆𐌹𐌻𐌰",
    "Hanifi Rohingya": "𐴀𐴞𐴕𐴐𐴝",
    "Hmong": "𞄀𞄁",
    "Javanese": "ꦗꦮꦥꦿ",
    "Kayah Li": "ꤊꤢꤛ꤭",
    "Lepcha": "ᰛᰩᰵ",
    "Limbu": "ᤕᤠᤰᤌᤢᤱ",
    "Lisu": "ꓡꓲꓢꓴ",
    "Mandaic": "ࡌࡀࡍࡃࡀ",
    "Meetei Mayek": "ꯃꯩꯇꯩ ꯂꯩꯃꯥ",
    "Miao": "𖼀𖽡",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠪᠠᠶᠠᠷ",
    "Mongolian with a selector": "ᠪᠠᠳᠠ᠋",
    "New Tai Lue": "ᦺᦑᦟᦹᧉ",
    "Newa": "𑐣𑐾𑐥𑐵𑐮",
    "N'Ko": "ߡߏߟߏߞߏ ߖߊߟߌ߫",
    "Ol Chiki": "ᱥᱟᱱᱛᱟᱲᱤ",
    "Osage": "𐓏𐓘𐓻𐓘𐓻𐓟",
    "Runic": "ᚠᚢᚦᚬᚱᚴ",
    "Samaritan": "ࠔࠌࠓࠉࠌ",
    "Saurashtra": "ꢱꣃꢬꢵꢰ꣄ꢜ꣄ꢬ",
    "Sundanese": "ᮞᮥᮔ᮪ᮓ",
    "Syloti Nagri": "ꠍꠤꠟꠐꠤ",
    "Syriac": "ܝܘܚܢܢ ܡܪܝܡ",
    "Syriac with vowels of Arabic": "ܡܰܪܝܰܡ ܒَ",
    "Syriac of Malayalam": "ࡠࡡࡢ",
    "Tai Le": "ᥖᥭᥰᥖᥬᥳ",
    "Tai Tham": "ᨣᩴᩤᨾᩮᩬᩥᨦ",
    "Tai Viet": "ꪼꪕꪒꪾ",
    "Thaana": "ޙަސަން މުޙައްމަދު",
    "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ",
    "Tifinagh": "ⵎⵓⵃⵎⵎⴰⴷ",
    "Tirhuta": "𑒧𑒻𑒟𑒱𑒪𑒲",
    "Toto": "𞊒𞊪",
    "Vai": "ꕙꔤ ꗬꗡ",
    "Vithkuqi": "𐕰𐖗",
    "Wancho": "𞋒𞋀𞋉𞋃𞋕",
    "Yezidi": "𐺀𐺁𐺂",
    "Yi": "ꆈꌠꁱꂷ",
    "Chinese with a variant": "葛\U000e0100城",
    "several at once": "Sam ހަސަން محمد བསྟན་ 王小明 \u16a0",
}

UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks that print as nothing stand as numbers, so that nothing hides in a name."""
SELECTORS = frozenset(map(chr, chain(range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))))
"""They choose a form of the letter before them. Alone they have none."""
PAGES = 5
"""The certificates on which the names are printed."""
NEWEST = "15.1.0"
"""The newest version of the standard whose letters the fonts hold."""


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


@cache
def assigned() -> list[str]:
    """Return every letter and mark of the interpreter's version of Unicode."""
    return [letter for letter in map(chr, range(0x110000)) if unicodedata.category(letter)[0] in "LM"]


@cache
def numbers() -> frozenset[str]:
    """Return the letters and marks that print as their number."""
    return frozenset(letter for letter in assigned() if "[U+" in printable(letter))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_is_printed_as_it_was_given(name: str) -> None:
    name = unicodedata.normalize("NFC", name)
    assert printable(name) == name


@pytest.mark.parametrize("first", range(PAGES))
def test_names_stand_in_their_own_letters(first: int) -> None:
    """A certificate holds several names. Two of one script are not among them: each must show its own letters."""
    names = [unicodedata.normalize("NFC", name) for name in [*NAMES.values()][first::PAGES]]
    pdf = a_document(issued_to=", ".join(names))
    assert all(MISSING not in drawn for drawn in glyphs(pdf).values())
    seen = set(unicodedata.normalize("NFC", shown(pdf)))
    for name in names:
        letters = {letter for letter in name if letter.isalpha()}
        assert len(letters - seen) <= len(letters) // 4, name


@pytest.mark.parametrize("letter", ["\u07ca", "\u0712", "\U0001e922", "\u182a", "\U00010d01", "\u0841", "\U00010f31"])
def test_letters_of_joined_scripts_join(letter: str) -> None:
    """Alone, first and last, a letter has different forms."""
    common = glyphs(a_document(issued_to="Sam"))
    pdf = glyphs(a_document(issued_to=f"{letter} {letter}{letter}"))
    (drawn,) = (drawn for font, drawn in pdf.items() if font not in common)
    assert len(set(drawn)) >= 3


def test_letters_that_stand_under_each_other_are_shaped() -> None:
    def drawn(name: str) -> set[int]:
        (found,) = (drawn for font, drawn in glyphs(a_document(issued_to=name)).items() if "Tibetan" in font)
        return set(found)

    assert len(drawn("རྒྱ")) < len("རྒྱ")


def test_the_compiler_knows_every_family_by_its_name() -> None:
    """A family that it does not know prints nothing at all, in silence."""
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(str, FILES)])
    used = {face(letter) or FIRST for letter in assigned()}
    assert len(used) > 140
    assert used <= set(known.families())


@pytest.mark.skipif(version(unicodedata.unidata_version) > version(NEWEST), reason="fonts of newer letters are to come")
def test_no_letter_is_a_number() -> None:
    by_script: defaultdict[str, set[int]] = defaultdict(set)
    for letter in numbers() - UNSEEN - SELECTORS:
        by_script[script(letter)].add(ord(unicodedata.normalize("NFC", letter)))
    # Rare Chinese characters, which take 30 MB of fonts, and the last signs of two scripts that nobody writes.
    assert by_script.keys() <= {"Hani", "Tang", "Egyp"}
    assert all(code >= 0x20000 for code in by_script["Hani"])
    assert len(by_script["Tang"]) <= 22
    assert all(code >= 0x1342F for code in by_script["Egyp"])


def test_every_script_is_drawn_without_an_empty_box() -> None:
    """Six letters and a mark of each, in Unicode's order."""
    by_script: defaultdict[str, list[str]] = defaultdict(list)
    for letter in assigned():
        if letter not in numbers():
            by_script[script(letter) + unicodedata.category(letter)[0]].append(letter)
    assert len({name[:4] for name in by_script}) > 155
    samples = [letter for letters in by_script.values() for letter in (*letters[:3], *letters[-3:])]
    for start in range(0, len(samples), 300):
        some = samples[start : start + 300]
        for between in ("", " "):
            drawn = glyphs(a_document(issued_to=between.join(some)))
            assert all(MISSING not in found for found in drawn.values())


@pytest.mark.parametrize("name", ["王\u0301", "ア\u0332", "क\u20dd", "क\u0e31", "a\u1cd0", "م\u0943"])
def test_no_letter_vanishes_under_a_mark_of_another_font(name: str) -> None:
    assert "[U+" not in printable(name)
    before = sum(map(len, glyphs(a_document(issued_to="x")).values())) - 1
    drawn = glyphs(a_document(issued_to=name))
    assert sum(map(len, drawn.values())) >= before + 2
    assert all(MISSING not in found for found in drawn.values())


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("\U0001f600\u0e31", "[U+1F600]\u25cc\u0e31"),
        ("a\u200d\u1cd0", "a[U+200D]\u25cc\u1cd0"),
        ("\u202e\u0301", "[U+202E]\u25cc\u0301"),
    ],
)
def test_a_mark_never_stands_on_the_bracket_of_a_number(name: str, printed: str) -> None:
    assert printable(name) == printed
    assert all(MISSING not in found for found in glyphs(a_document(issued_to=name)).values())


MARKS = st.characters(categories=["Mn", "Mc", "Me"])
LETTERS = st.characters(categories=["Lo", "Lm", "So", "Cf"])


@settings(max_examples=12, deadline=None)
@given(st.text(MARKS | LETTERS, min_size=20, max_size=60))
def test_no_mark_breaks_the_page(name: str) -> None:
    """The compiler refuses a page with an empty box."""
    assert all(MISSING not in found for found in glyphs(a_document(issued_to=name)).values())


def test_a_piece_is_never_cut_where_its_letters_join() -> None:
    assert runs("𞤀\u0640𞤣") == [("Noto Sans Adlam", "𞤀\u0640𞤣")]
    assert runs("ⲓ\u0305ⲥ\u0305") == [("Noto Sans Coptic", "ⲓ\u0305ⲥ\u0305")]
    assert [family for family, _ in runs("Sam محمد Sam")] == ["Noto Sans", "Noto Sans Arabic", "Noto Sans"]


def test_a_long_word_breaks_between_syllables() -> None:
    syllable = "က္ကို"
    broken = breakable(syllable * 30).split("\u200b")
    assert len(broken) > 2
    assert all(len(piece) % len(syllable) == 0 for piece in broken)
    assert all(len(piece) <= 60 for piece in broken)
