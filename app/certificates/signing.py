"""Certificates as signed text: a JWS (RFC 7515) with Ed25519 (RFC 9864), which anyone can check offline."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from app.cases.domain.certificate import CertificateStatement
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.law.domain.regime import IN_FORCE
from app.platform.keys import is_sandbox, public_jwk

ALGORITHM: Final = "Ed25519"
TYPE: Final = "mediation-certificate+jwt"
"""What kind of signed text this is: an access token, or anything else we sign, is never taken for a certificate."""

LAW_IN_FORCE: Final = str(IN_FORCE)
_LONGEST_TOKEN: Final = 16_384


class InvalidSignature(Exception):
    """The text is not a certificate that one of these keys signed, as it stands."""


class CertificateSigner:
    """Signs with the first key and knows the work of all of them, so that keys can be changed without a gap."""

    def __init__(self, keys: Sequence[OKPKey]) -> None:
        """Takes private Ed25519 keys, newest first."""
        if not keys:
            raise ValueError("a signer needs at least one key")
        self._newest = keys[0]
        self._known = {key.kid: key for key in keys}

    def sign(self, statement: CertificateStatement) -> str:
        """The certificate as signed text. The same statement and key always give the same text."""
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self._newest.kid}
        text = json.dumps(payload(statement), ensure_ascii=False, separators=(",", ":"))
        return jws.serialize_compact(header, text.encode(), self._newest, [ALGORITHM])

    def verify(self, token: str) -> CertificateStatement:
        """What the certificate says. Raises InvalidSignature unless one of the keys signed it, word for word."""
        try:
            if len(token) > _LONGEST_TOKEN:
                raise ValueError
            signed = jws.extract_compact(token.encode())
            header = signed.headers()
            key = self._known[header["kid"]]
            if header["typ"] != TYPE or not jws.validate_compact(signed, key, [ALGORITHM]):
                raise ValueError
            values = json.loads(signed.payload)
            statement = _statement(values)
            if payload(statement) != values:
                raise ValueError
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise InvalidSignature("not a certificate that this service signed") from None
        return statement

    def jwks(self) -> dict[str, list[dict[str, Any]]]:
        """The public keys, for `/.well-known/jwks.json`."""
        return {"keys": [public_jwk(key) for key in self._known.values()]}


def statement_in(token: str) -> CertificateStatement:
    """What a certificate says, its signature left unchecked: for text that has never left the service's own keeping.

    A certificate outlives the key that signed it, so that a key may be retired.
    """
    return _statement(json.loads(jws.extract_compact(token.encode()).payload))


def signed_in_sandbox(token: str) -> bool:
    """Whether a sandbox's key is named as the signer. Says nothing of whether the signature is good."""
    return is_sandbox(jws.extract_compact(token.encode()).headers().get("kid"))


def payload(statement: CertificateStatement) -> dict[str, Any]:
    """What is signed: who, which decision, which ground, when. `illustrative` stands only where it is true.

    So does the decision's `notice_printed_on`: it takes the place of a day of sending that is not known.
    """
    values: dict[str, Any] = {
        "number": statement.number,
        "issued_to": statement.issued_to,
        "holder_kind": statement.holder_kind.value,
        "decision": {
            "kind": statement.decision_kind.value,
            "paragraph": statement.decision_kind.paragraph,
            "notice_sent_on": statement.notice_sent_on and statement.notice_sent_on.isoformat(),
        },
        "la": {"code": statement.la_code, "name": statement.la_name, "reference": statement.la_reference},
        "ground": statement.ground.value,
        "issued_on": statement.issued_on.isoformat(),
        "issuer": statement.issuer,
        "regime": statement.regime,
    }
    if statement.notice_printed_on is not None:
        values["decision"]["notice_printed_on"] = statement.notice_printed_on.isoformat()
    if statement.regime != LAW_IN_FORCE:
        values["illustrative"] = True
    return values


def _statement(values: dict[str, Any]) -> CertificateStatement:
    return CertificateStatement(
        number=values["number"],
        issued_to=values["issued_to"],
        holder_kind=AppellantKind(values["holder_kind"]),
        decision_kind=DecisionKind(values["decision"]["kind"]),
        notice_sent_on=_day(values["decision"]["notice_sent_on"]),
        la_code=values["la"]["code"],
        la_name=values["la"]["name"],
        la_reference=values["la"]["reference"],
        ground=CertificateGround(values["ground"]),
        issued_on=date.fromisoformat(values["issued_on"]),
        issuer=values["issuer"],
        regime=values["regime"],
        notice_printed_on=_day(values["decision"].get("notice_printed_on")),
    )


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
