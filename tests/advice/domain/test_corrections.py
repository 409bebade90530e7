"""A corrected history of a referral is decided again: voided entries count for nothing, refused ones are named."""

from app.advice.domain.commands import Command
from app.advice.domain.corrections import CORRECTED, CORRECTIONS, VOIDED, Folded, History, Recorded, retell, standing
from app.advice.domain.words import ReferralAction, ReferralState
from app.kernel.errors import NotNow
from tests.advice.domain.builders import REFERRALS, a_command, a_referral, march

S = ReferralState
RECORDED = 31
"""Every entry was recorded on 31 March."""


def history(*actions: str) -> History:
    """Return the history of actions on 10 March, from the second place of the trail on."""
    entries = [Recorded(seq, one, march(RECORDED), a_command(one)) for seq, one in enumerate(actions, start=2)]
    return History(a_referral(), tuple(entries))


def corrected(before: History, becomes: dict[int, Command | None], on: int = RECORDED) -> Folded:
    return retell(REFERRALS, before.corrected(becomes, march(on)))


def test_the_words_for_a_correction_in_the_trail() -> None:
    assert (CORRECTED, VOIDED) == ("entry-corrected", "entry-voided")
    assert {CORRECTED, VOIDED} == CORRECTIONS


def test_an_entry_is_found_by_its_place() -> None:
    found = history("open", "accept").at(3)
    assert found is not None
    assert found.command.action is ReferralAction.ACCEPT
    assert history("open").at(3) is None


def test_without_a_correction_nothing_changes() -> None:
    told = corrected(history("open", "accept", "start"), {})
    assert (told.facts.state, told.facts.started_on, told.fallen) == (S.ACTIVE, march(10), ())


def test_a_corrected_entry_counts_with_its_new_day_and_the_others_with_theirs() -> None:
    told = corrected(history("open", "accept"), {3: a_command("accept", 12)})
    assert (told.facts.opened_on, told.facts.accepted_on, told.fallen) == (march(10), march(12), ())


def test_a_correction_tells_no_day_after_the_day_of_the_correction() -> None:
    """An entry of 31 March is corrected on 11 March in this test: then 12 March still lies ahead."""
    [fallen] = corrected(history("open"), {2: a_command("open", 12)}, on=11).fallen
    assert "in the future" in fallen.refusal.reason
    assert fallen.entry.recorded_on == march(11)


def test_a_voided_entry_counts_for_nothing_and_an_entry_that_needs_it_falls() -> None:
    told = corrected(history("open", "accept"), {2: None})
    assert (told.facts.state, told.facts.opened_on, told.facts.accepted_on) == (S.NEW, None, None)
    [fallen] = told.fallen
    assert fallen.entry.command.action is ReferralAction.ACCEPT
    assert isinstance(fallen.refusal, NotNow)


def test_an_entry_after_a_fallen_one_is_still_tried() -> None:
    told = corrected(history("open", "accept", "decline"), {3: None})
    assert (told.facts.state, told.fallen) == (S.DECLINED, ())
    told = corrected(history("open", "accept", "start", "withdraw-consent"), {3: None})
    assert [one.entry.seq for one in told.fallen] == [4]
    assert told.facts.state is S.WITHDRAWN


def test_a_voided_entry_keeps_its_place_and_may_be_brought_back() -> None:
    voided = history("open", "accept").corrected({3: None}, march(RECORDED))
    assert [one.voided for one in voided.entries] == [False, True]
    assert [one.seq for one in standing(voided.entries)] == [2]
    back = voided.corrected({3: a_command("accept", 11)}, march(RECORDED))
    assert [one.voided for one in back.entries] == [False, False]
    assert retell(REFERRALS, back).facts.accepted_on == march(11)
