"""Forms of every adapter: each field is shown whole, and comes back as it was filled in."""

from datetime import date

import pytest

from bot.ui.cards import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Field,
    FileField,
    Form,
    PeopleField,
    TextField,
)
from tests.adapters.harness import Asked, Harness

BERLIN = "Europe/Berlin"
CHOICES = (Choice("mon", "Monday"), Choice("tue", "Tuesday"))
HOSTILE = (
    "<b>bold</b><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!channel> <!here> <@U123> <#C123>",
    "@everyone @here <@123456789012345678> <@&123> <#123>",
    "[a link](https://evil.example) <https://evil.example|click>",
    "*bold* _slanted_ ~gone~ `code` ||hidden|| # heading",
    "&lt;b&gt; &amp; & < >",
    "${1} {{2}} %s \\n {0}",
    "שלום עולם \u202eabc",
    "👩🏽‍🍳 ramen",
)


class FormFields:
    """What the core relies on of forms."""

    own_button = True  # whether the button below a form may carry a word of ours

    @pytest.mark.parametrize(
        ("field", "expected"),
        [
            (
                TextField("f", "Team", "As you say it", "Data <3"),
                Asked("Team", "As you say it", (), "Data <3"),
            ),
            (
                TextField("f", "Learned", initial="\none\ntwo", multiline=True),
                Asked("Learned", "", (), "\none\ntwo"),
            ),
            (
                TextField("f", "At", initial="09:30", limit=12, kind="time"),
                Asked("At", "", (), "09:30"),
            ),
            (
                TextField("f", "At", initial="half past nine", limit=20, kind="time"),
                Asked("At", "", (), "half past nine"),
            ),
            (
                TextField("f", "Seats", initial="12", limit=4, kind="number", most=2000),
                Asked("Seats", "", (), "12"),
            ),
            (
                TextField("f", "Page", initial="https://a.example/b?c=d", kind="link"),
                Asked("Page", "", (), "https://a.example/b?c=d"),
            ),
            (
                TextField("f", "When", initial="2026-04-01 12:30", kind="moment", zone=BERLIN),
                Asked("When", "", (), "2026-04-01 12:30"),
            ),
            (
                TextField("f", "When", initial="next Friday", kind="moment", zone=BERLIN),
                Asked("When", "", (), "next Friday"),
            ),
            (
                ChoiceField("f", "Mode", CHOICES, "Pick", ("tue",)),
                Asked("Mode", "Pick", ("Monday", "Tuesday"), "tue"),
            ),
            (
                ChoiceField("f", "Days", CHOICES, initial=("mon",), most=2),
                Asked("Days", "", ("Monday", "Tuesday"), ("mon",)),
            ),
            (
                DateField("f", "Until", initial=date(2026, 4, 1)),
                Asked("Until", "", (), "2026-04-01"),
            ),
            (FileField("f", "A calendar", "As .ics"), Asked("A calendar", "As .ics")),
        ],
        ids=[
            "text",
            "lines",
            "time",
            "odd_time",
            "number",
            "link",
            "moment",
            "odd_moment",
            "choice",
            "choices",
            "date",
            "file",
        ],
    )
    async def test_every_field_is_shown_whole(
        self, harness: Harness, field: Field, expected: Asked
    ) -> None:
        words, fields = await harness.open(
            Form("try.save", "A form", (field,), submit="Keep", intro=("Only if ", "you like"))
        )
        button = ("Keep",) if self.own_button else ()
        assert all_in(
            ("A form", *button, "Only if you like", expected.label, expected.words), words
        )
        assert (fields["f"].choices, fields["f"].initial) == (expected.choices, expected.initial)

    async def test_people_and_channels_are_offered_by_name(self, harness: Harness) -> None:
        form = Form("try.save", "A form", (PeopleField("p", "Who"), ChannelField("c", "Where")))
        _, fields = await harness.open(form)
        assert {"p", "c"} == fields.keys()

    async def test_a_form_comes_back_in_our_ids(self, harness: Harness) -> None:
        fields = (
            TextField("text", "Team"),
            ChoiceField("one", "Mode", CHOICES),
            ChoiceField("several", "Days", CHOICES, most=2),
            PeopleField("people", "Who"),
            ChannelField("channel", "Where"),
            DateField("day", "Until"),
        )
        texts = (
            TextField("time", "At", example="12:30", kind="time"),
            TextField("number", "Seats", example="12", kind="number"),
            TextField("link", "Page", example="https://a.example", kind="link"),
            TextField("moment", "When", example="Friday 12:30", kind="moment", zone=BERLIN),
        )
        given: dict[str, str | tuple[str, ...]] = {
            "text": "Data <!channel>",
            "one": "tue",
            "several": ("mon", "tue"),
            "people": harness.people[1:3],
            "channel": harness.channel,
            "day": "2026-04-01",
        }
        assert await harness.submit(Form("try.save", "A form", fields, "7"), given) == given

        typed = {"time": "09:30", "number": "12", "link": "https://a.example/b?c=d"}
        typed |= {"moment": "2026-04-01 12:30"}
        assert await harness.submit(Form("try.save", "Texts", texts, "8"), typed) == typed

    @pytest.mark.parametrize("words", HOSTILE)
    async def test_hostile_words_in_a_form_stay_words(self, harness: Harness, words: str) -> None:
        form = Form("try.save", "A form", (TextField("f", "Team", hint=words, initial=words),))
        shown, fields = await harness.open(form)
        assert words in shown
        assert fields["f"].initial == words


def all_in(pieces: tuple[str, ...], words: str) -> bool:
    """Return whether all these pieces are somewhere in words."""
    return all(piece in words for piece in pieces)
