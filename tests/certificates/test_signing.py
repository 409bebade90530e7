"""Signed certificates: what they say, who can have signed them, and every way of forging one that we know."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from app.cases.domain.certificate import CertificateStatement
from app.certificates.signing import CertificateSigner, InvalidSignature, payload, signed_in_sandbox
from app.certificates.wording import particulars
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.platform.keys import load_signing_key, new_signing_key
from tests.certificates.builders import a_statement

KEY = load_signing_key(new_signing_key())
SIGNER = CertificateSigner([KEY])
TOKEN = SIGNER.sign(a_statement())
HEADER = {"alg": "Ed25519", "typ": "mediation-certificate+jwt", "kid": KEY.kid}

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
statements = st.builds(
    CertificateStatement,
    number=words,
    issued_to=words,
    holder_kind=st.sampled_from(AppellantKind),
    decision_kind=st.sampled_from(DecisionKind),
    notice_sent_on=st.none() | st.dates(),
    notice_printed_on=st.none() | st.dates(),
    la_code=words,
    la_name=words,
    la_reference=st.none() | words,
    ground=st.sampled_from(CertificateGround),
    issued_on=st.dates(),
    issuer=words,
    regime=st.sampled_from(["cfa-2014", "green-paper-2022"]),
)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_by_us(header: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    return jws.serialize_compact(dict(header), json.dumps(values), KEY, ["Ed25519"])


@given(statements)
def test_what_is_signed_is_read_back(statement: CertificateStatement) -> None:
    assert SIGNER.verify(SIGNER.sign(statement)) == statement


def test_it_says_who_which_decision_which_ground_and_when_and_nothing_else() -> None:
    assert json.loads(jws.extract_compact(TOKEN.encode()).payload) == {
        "number": "MC-4QY7-F7VQ-XD7R-HRYC",
        "issued_to": "Grace Okonkwo-Whitfield",
        "holder_kind": "parent",
        "decision": {"kind": "refusal_to_assess", "paragraph": "s.51(2)(a)", "notice_sent_on": "2026-02-02"},
        "la": {"code": "991", "name": "Fernshire County Council", "reference": "EHC/2026/00417"},
        "ground": "declined",
        "issued_on": "2026-02-13",
        "issuer": "Harbour Mediation",
        "regime": "cfa-2014",
    }
    assert jws.extract_compact(TOKEN.encode()).headers() == HEADER


def test_a_day_of_sending_that_is_not_known_is_not_said() -> None:
    told = {"notice_sent_on": None, "notice_printed_on": date(2026, 2, 2), "la_reference": None}
    values = json.loads(jws.extract_compact(SIGNER.sign(a_statement(**told)).encode()).payload)
    decision = {"kind": "refusal_to_assess", "paragraph": "s.51(2)(a)"}
    assert values["decision"] == {**decision, "notice_sent_on": None, "notice_printed_on": "2026-02-02"}
    assert values["la"]["reference"] is None
    assert ("Date on the notice", "2 February 2026") in list(particulars(a_statement(**told)))
    assert "Notice sent on" not in dict(particulars(a_statement(**told)))


def test_only_the_law_in_force_goes_without_the_word_illustrative() -> None:
    assert "illustrative" not in payload(a_statement())
    assert payload(a_statement(regime="green-paper-2022"))["illustrative"] is True


def test_the_same_certificate_is_the_same_text() -> None:
    assert SIGNER.sign(a_statement()) == TOKEN


def test_a_stranger_checks_it_with_nothing_but_the_published_key() -> None:
    (entry,) = SIGNER.jwks()["keys"]
    assert "d" not in entry
    signing_input, _, signature = TOKEN.rpartition(".")
    public = OKPKey.import_key(entry).public_key
    public.verify(base64.urlsafe_b64decode(signature + "=="), signing_input.encode())  # type: ignore[union-attr]  # Ed25519, not X25519


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("ABCXYZabcxyz0189-_."))
def test_no_altered_text_says_anything_else(place: int, other: str) -> None:
    altered = TOKEN[:place] + other + TOKEN[place + 1 :]
    try:
        read = SIGNER.verify(altered)
    except InvalidSignature:
        return
    # Base64 leaves four bits of the very last character unread: the signature is then the same one.
    assert altered[:-1] == TOKEN[:-1]
    assert read == a_statement()


@given(st.text() | st.just(TOKEN + "."))
def test_any_other_text_is_refused_and_never_breaks_it(text: str) -> None:
    with pytest.raises(InvalidSignature):
        SIGNER.verify(text)


@pytest.mark.parametrize(
    "change",
    [
        {"issued_to": "Somebody Else"},
        {"ground": "took_part"},
        {"issued_on": "2026-03-13"},
        {"decision": {"kind": "plan_content", "paragraph": "s.51(2)(c)", "notice_sent_on": "2026-02-02"}},
    ],
)
def test_other_words_under_the_same_signature_are_refused(change: dict[str, Any]) -> None:
    header, _, signature = TOKEN.split(".")
    forged = b64(json.dumps(payload(a_statement()) | change).encode())
    with pytest.raises(InvalidSignature):
        SIGNER.verify(f"{header}.{forged}.{signature}")


def test_another_key_is_refused_even_under_our_name() -> None:
    other = load_signing_key(new_signing_key())
    with pytest.raises(InvalidSignature):
        SIGNER.verify(CertificateSigner([other]).sign(a_statement()))
    forged = jws.serialize_compact(dict(HEADER), json.dumps(payload(a_statement())), other, ["Ed25519"])
    with pytest.raises(InvalidSignature):
        SIGNER.verify(forged)
    offered = HEADER | {"jwk": other.as_dict(private=False)}  # a forger's own key, offered in the header
    forged = jws.serialize_compact(offered, json.dumps(payload(a_statement())), other, ["Ed25519"])
    with pytest.raises(InvalidSignature):
        SIGNER.verify(forged)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_no_signature_is_refused(algorithm: str) -> None:
    body = TOKEN.split(".")[1]
    with pytest.raises(InvalidSignature):
        SIGNER.verify(f"{b64(json.dumps(HEADER | {'alg': algorithm}).encode())}.{body}.")


def test_the_public_key_as_a_shared_secret_is_refused() -> None:
    published = SIGNER.jwks()["keys"][0]
    secrets = [
        base64.urlsafe_b64decode(published["x"] + "="),
        published["x"].encode(),
        json.dumps(published).encode(),
        KEY.as_pem(private=False),
    ]
    start = f"{b64(json.dumps(HEADER | {'alg': 'HS256'}).encode())}.{TOKEN.split('.')[1]}"
    for secret in secrets:
        with pytest.raises(InvalidSignature):
            SIGNER.verify(f"{start}.{b64(hmac.digest(secret, start.encode(), hashlib.sha256))}")


@pytest.mark.parametrize("change", [{"typ": "at+jwt"}, {"typ": "JWT"}, {"typ": ""}])
def test_another_kind_of_text_that_we_signed_is_no_certificate(change: dict[str, Any]) -> None:
    assert SIGNER.verify(signed_by_us(HEADER, payload(a_statement()))) == a_statement()
    with pytest.raises(InvalidSignature):
        SIGNER.verify(signed_by_us(HEADER | change, payload(a_statement())))


@pytest.mark.parametrize(
    "change", [{"discussed": "anything"}, {"illustrative": True}, {"ground": "asked_nicely"}, {"issued_on": "13/02/26"}]
)
def test_a_certificate_that_says_more_or_less_than_it_may_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidSignature):
        SIGNER.verify(signed_by_us(HEADER, payload(a_statement()) | change))


def test_after_a_change_of_keys_old_certificates_stay_good() -> None:
    newer = load_signing_key(new_signing_key())
    both = CertificateSigner([newer, KEY])
    assert both.verify(TOKEN) == a_statement()
    assert jws.extract_compact(both.sign(a_statement()).encode()).headers()["kid"] == newer.kid
    assert [entry["kid"] for entry in both.jwks()["keys"]] == [newer.kid, KEY.kid]
    with pytest.raises(InvalidSignature):
        CertificateSigner([newer]).verify(TOKEN)


def test_a_signer_without_keys_does_not_start() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        CertificateSigner([])


def test_a_sandbox_key_shows_in_what_it_signed() -> None:
    values = json.loads(new_signing_key())
    sandbox = load_signing_key(json.dumps(values | {"kid": "sandbox-" + values["kid"]}))
    assert signed_in_sandbox(CertificateSigner([sandbox]).sign(a_statement()))
    assert not signed_in_sandbox(TOKEN)
