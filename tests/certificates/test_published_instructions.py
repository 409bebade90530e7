"""What docs/certificates.md tells a stranger to do works as it stands there."""

import json
import re
import runpy
from pathlib import Path

import pytest

from app.certificates.signing import CertificateSigner, payload
from app.platform.keys import load_signing_key, new_signing_key
from tests.certificates.builders import a_statement

PAGE = Path("docs/certificates.md").read_text("utf-8")


def the_block(language: str) -> str:
    (block,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(block)


def test_the_example_is_what_a_certificate_says() -> None:
    assert json.loads(the_block("json")) == payload(a_statement())


def test_the_python_check_reads_a_good_certificate_and_refuses_a_bad_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signer = CertificateSigner([load_signing_key(new_signing_key())])
    token = signer.sign(a_statement())
    monkeypatch.chdir(tmp_path)
    Path("check.py").write_text(the_block("python"))
    Path("jwks.json").write_text(json.dumps(signer.jwks()))

    Path("certificate.jws").write_text(token + "\n")
    runpy.run_path("check.py")
    assert json.loads(capsys.readouterr().out) == payload(a_statement())

    Path("certificate.jws").write_text(token.replace(".", ".A", 1))
    with pytest.raises(Exception, match="bad_signature"):
        runpy.run_path("check.py")
