"""Keys: made whole, named by their thumbprints, and never quoted in an error."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from app.platform.keys import (
    load_signing_key,
    load_token_key,
    new_signing_key,
    new_token_key,
    public_jwk,
    refuse_sandbox_keys,
    sandbox_keys,
)


@pytest.fixture(scope="module")
def sandbox_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a sandbox has already started once. RSA keys take long to make."""
    folder = tmp_path_factory.mktemp("sandbox") / "var" / "keys"
    sandbox_keys(folder)
    return folder


def test_a_new_signing_key_loads_and_is_named_by_its_thumbprint() -> None:
    key = load_signing_key(new_signing_key())
    assert (key.curve_name, key.alg, key.kid) == ("Ed25519", "Ed25519", key.thumbprint())
    assert key.is_private


def test_a_new_token_key_loads_and_is_named_by_its_thumbprint() -> None:
    key = load_token_key(new_token_key())
    assert (key.raw_value.key_size, key.alg, key.kid) == (2048, "RS256", key.thumbprint())
    assert key.is_private


def test_the_public_entry_holds_nothing_private(sandbox_folder: Path) -> None:
    keys = sandbox_keys(sandbox_folder)
    assert public_jwk(keys.signing).keys() == {"kty", "crv", "x", "use", "alg", "kid"}
    assert public_jwk(keys.token).keys() == {"kty", "n", "e", "use", "alg", "kid"}


def test_a_key_without_a_name_is_given_its_own() -> None:
    values = json.loads(new_signing_key())
    name = values.pop("kid")
    assert load_signing_key(json.dumps(values)).kid == name


def test_the_public_half_is_worked_out_and_never_believed() -> None:
    ours, other = json.loads(new_signing_key()), json.loads(new_signing_key())
    with pytest.raises(ValueError, match="SIGNING_KEYS"):
        load_signing_key(json.dumps(ours | {"x": other["x"], "kid": other["kid"]}))


@pytest.mark.parametrize("secret", ["", "not json", "[]", "null", '"text"', "{}", '{"kty":"OKP","crv":"Ed25519"}'])
def test_what_is_no_key_is_refused_by_the_name_of_its_setting(secret: str) -> None:
    with pytest.raises(ValueError, match=r"^SIGNING_KEYS must hold an Ed25519 private key"):
        load_signing_key(secret)
    with pytest.raises(ValueError, match=r"^TOKEN_KEYS must hold an RSA private key"):
        load_token_key(secret)


def test_keys_of_another_kind_are_refused_and_not_quoted() -> None:
    wrong = [
        OKPKey.generate_key("Ed448").as_dict(private=True),
        ECKey.generate_key("P-256").as_dict(private=True),
        json.loads(new_signing_key()) | {"kid": "my-own-name"},
        json.loads(new_signing_key()) | {"d": "too-short-to-be-one"},
    ]
    for values in wrong:
        with pytest.raises(ValueError, match="SIGNING_KEYS") as refused:
            load_signing_key(json.dumps(values))
        assert values["d"] not in str(refused.value)
        assert refused.value.__context__ is None  # a log of the whole chain quotes nothing either


def test_a_public_key_signs_nothing() -> None:
    with pytest.raises(ValueError, match="SIGNING_KEYS"):
        load_signing_key(json.dumps(public_jwk(load_signing_key(new_signing_key()))))


def test_a_short_rsa_key_is_refused() -> None:
    with pytest.warns(SecurityWarning):
        short = RSAKey.generate_key(1024).as_dict(private=True)
    with pytest.warns(SecurityWarning), pytest.raises(ValueError, match="TOKEN_KEYS"):
        load_token_key(json.dumps(short))


def test_a_sandbox_makes_its_keys_once_and_only_its_owner_reads_them(sandbox_folder: Path) -> None:
    folder = sandbox_folder
    first, again = sandbox_keys(folder), sandbox_keys(folder)
    assert (first.signing.kid, first.token.kid) == (again.signing.kid, again.token.kid)
    assert first.signing.kid == f"sandbox-{first.signing.thumbprint()}"
    assert first.token.kid == f"sandbox-{first.token.thumbprint()}"
    assert sorted(file.name for file in folder.iterdir()) == ["signing.json", "token.json"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_sandboxes_that_start_at_once_end_with_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as starts:
        made = list(starts.map(sandbox_keys, [tmp_path / "keys"] * 3))
    assert len({(keys.signing.kid, keys.token.kid) for keys in made}) == 1
    assert len(list((tmp_path / "keys").iterdir())) == 2


def test_a_spoilt_sandbox_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "signing.json").write_text("{")
    with pytest.raises(ValueError, match=r"signing\.json must hold"):
        sandbox_keys(tmp_path)


def test_a_sandbox_key_that_lost_its_name_is_known_by_its_numbers(sandbox_folder: Path, tmp_path: Path) -> None:
    made = sandbox_keys(sandbox_folder)
    for key in (made.signing, made.token):
        values = {name: value for name, value in key.as_dict(private=True).items() if name != "kid"}
        load = load_signing_key if key is made.signing else load_token_key
        nameless = load(json.dumps(values))
        refuse_sandbox_keys([nameless], tmp_path)
        refuse_sandbox_keys([nameless], tmp_path / "nothing")
        with pytest.raises(ValueError, match="sandbox's key"):
            refuse_sandbox_keys([nameless], sandbox_folder)


def test_a_live_start_refuses_sandbox_keys(sandbox_folder: Path) -> None:
    sandbox = sandbox_keys(sandbox_folder)
    own = load_signing_key(new_signing_key())
    refuse_sandbox_keys([own])
    for key in (sandbox.signing, sandbox.token):
        with pytest.raises(ValueError, match="sandbox's key"):
            refuse_sandbox_keys([own, key])
