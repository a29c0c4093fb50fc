"""Why something was set aside is kept in English, and read in the language of its reader."""

import pytest

from bot.held_messages import kept_reasons
from bot.ui import pseudo_language
from bot.ui.speech import speaking

REASONS = {
    kept_reasons.UNREADABLE: "",
    kept_reasons.unknown_job_text("round.dance"): "round.dance",
    kept_reasons.unknown_message_text("({x})"): "({x})",
    kept_reasons.killed_text(3): "3",
    kept_reasons.undrawable_text(KeyError("salary")): "KeyError",
    kept_reasons.unchecked_text(KeyError("salary")): "KeyError",
    kept_reasons.unsettled_text(KeyError("salary")): "KeyError",
}


@pytest.mark.parametrize("reason", REASONS)
def test_an_organiser_reads_a_kept_reason_in_their_language(reason: str) -> None:
    assert kept_reasons.say_kept_reason(reason) == reason

    with speaking(pseudo_language.NAME):
        said = kept_reasons.say_kept_reason(reason)

    assert said.startswith("⟦")
    assert REASONS[reason] in said


def test_a_reason_that_is_none_of_these_stays_as_it_is() -> None:
    with speaking(pseudo_language.NAME):
        assert kept_reasons.say_kept_reason("The chat said no.") == "The chat said no."
