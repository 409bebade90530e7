"""Finds personal data in a reference: an e-mail address, an NHS number or a unique pupil number.

References appear in lists, logs and certificates. Check characters identify the two numbers. One ten-digit number in
eleven passes as an NHS number by chance. So a number written without gaps, and not called an NHS number, is rejected
only if it begins like an NHS number of England or like one made up for tests. A number that begins with a year is
accepted.
"""

import re
import unicodedata

from pydantic_core import PydanticCustomError

_PART = "[ ./_-]{0,2}"
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@.]")
_GAP = "[^0-9A-Z]{1,3}"
_NHS = re.compile(
    rf"(?<![0-9A-Z])(?:NHS(?:[^0-9A-Z]{{0,3}}(?:NO|NUMBER))?[^0-9A-Z]{{0,3}}(?P<named>[0-9]{{10}})"
    rf"|[A-Z]*(?P<bare>[4679][0-9]{{2}}(?:{_GAP})?[0-9]{{3}}(?:{_GAP})?[0-9]{{4}})"
    rf"|[A-Z]*(?P<grouped>[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}))(?![0-9A-Z])"
)
_UPN = re.compile(rf"(?<![0-9A-Z])(?:UPN)?([A-HJ-NP-RT-Z](?:{_PART}[0-9]){{11}}{_PART}[0-9A-HJ-NP-RT-Z])(?![0-9A-Z])")
_ALIKE = {**dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-"), 0x3002: "."}
_INSTEAD = "Use a reference of your own that says nothing about the person"


def of_no_person(reference: str) -> str:
    """Return the reference as it is. Raises what pydantic reports where it names a person."""
    shown = "".join(c for c in unicodedata.normalize("NFKC", reference) if unicodedata.category(c) != "Cf")
    plain = shown.translate(_ALIKE).upper()
    if _EMAIL.search(plain):
        raise PydanticCustomError("email_address", f"An e-mail address is not a reference. {_INSTEAD}")
    if any(_is_nhs_number(_compact(found[found.lastgroup or 0])) for found in _NHS.finditer(plain)):
        raise PydanticCustomError("nhs_number", f"This text contains an NHS number. {_INSTEAD}")
    if any(_is_pupil_number(_compact(found)) for found in _UPN.findall(plain)):
        raise PydanticCustomError("pupil_number", f"This text contains a unique pupil number. {_INSTEAD}")
    return reference


def _compact(found: str) -> str:
    return "".join(filter(str.isalnum, found))


def _is_nhs_number(compact: str) -> bool:
    from stdnum.gb import nhs

    return bool(nhs.is_valid(compact))


def _is_pupil_number(compact: str) -> bool:
    """By its check letter alone: the library's own list of authorities ends with 2011."""
    from stdnum.gb import upn

    return bool(upn.calc_check_digit(compact[1:]) == compact[0])
