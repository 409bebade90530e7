"""The programs that read the API here wait as long as it takes: no machine is too slow for a test."""

import pytest

from app.demo import caller
from tests.support.waiting import PATIENCE


@pytest.fixture(autouse=True)
def patient_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caller, "PATIENCE_SECONDS", PATIENCE)
    monkeypatch.setattr(caller, "ANSWER_SECONDS", PATIENCE)
