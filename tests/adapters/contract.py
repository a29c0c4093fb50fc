"""The contract of every adapter: what is posted arrives once, whole and harmless.

An adapter's tests derive a class from Contract and give it a `harness` fixture.
"""

import pytest

from bot.core.platform import MessageRef, PermanentError
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Divider,
    Facts,
    File,
    Heading,
    Paragraph,
    Part,
    People,
    Quote,
    Select,
)
from bot.ui.text import Bold, ChannelMention, Instant, Link, Mention, Strike
from tests.adapters.announcements import CARD, EVENT, OTHER, START, Announcements
from tests.adapters.form_fields import CHOICES, HOSTILE, FormFields, all_in
from tests.adapters.harness import Harness, Pressable, Said
from tests.adapters.pictures import Pictures
from tests.adapters.uploads import Handing

LONGEST = "v" * 77  # with "try.action" and what joins them: the 88 characters a route may have


class Contract(Pictures, Announcements, Handing, FormFields):
    """Everything the core relies on, whatever the platform."""

    async def test_a_post_reads_as_it_was_written(self, harness: Harness) -> None:
        sent = await harness.platform.post(harness.channel, CARD, "key")
        (said,) = await harness.said(harness.channel)
        assert (said.channel, said.message) == (sent.channel, sent.message)
        assert all_in(("Good morning", "Lunch is at noon.", "Until later"), said.words)

    async def test_the_same_key_is_said_once(self, harness: Harness) -> None:
        first = await harness.platform.post(harness.channel, CARD, "key")
        assert await harness.platform.post(harness.channel, CARD, "key") == first
        assert len(await harness.said(harness.channel)) == 1

    async def test_two_keys_are_two_messages_in_order(self, harness: Harness) -> None:
        await harness.platform.post(harness.channel, CARD, "one")
        await harness.platform.post(harness.channel, OTHER, "two")
        first, second = await harness.said(harness.channel)
        assert "Good morning" in first.words
        assert "Good evening" in second.words

    async def test_an_edit_changes_the_message_where_it_stands(self, harness: Harness) -> None:
        sent = await harness.platform.post(harness.channel, CARD, "key")
        await harness.platform.edit_message(sent, OTHER)
        (said,) = await harness.said(harness.channel)
        assert "Good evening" in said.words
        assert "Good morning" not in said.words

    async def test_a_key_is_known_after_an_edit(self, harness: Harness) -> None:
        before = harness.now()
        sent = await harness.platform.post(harness.channel, CARD, "key")
        await harness.platform.edit_message(sent, OTHER)
        assert await harness.platform.find_sent([harness.channel], "key", before) == sent

    async def test_a_whisper_reaches_one_person(self, harness: Harness) -> None:
        tom, amara = harness.people[:2]
        first = await harness.platform.send_dm(tom, CARD, "one")
        second = await harness.platform.send_dm(amara, OTHER, "two")
        assert len({first.channel, second.channel, harness.channel}) == 3
        (said,) = await harness.said(first.channel)
        assert "Good morning" in said.words

    async def test_an_introduction_opens_a_conversation_of_their_own(
        self, harness: Harness
    ) -> None:
        sent = await harness.platform.introduce(harness.people[:2], CARD, "key")
        assert sent.channel != harness.channel
        (said,) = await harness.said(sent.channel)
        assert "Good morning" in said.words

    async def test_what_follows_an_introduction_is_said_in_its_conversation(
        self, harness: Harness
    ) -> None:
        sent = await harness.platform.introduce(harness.people[:3], CARD, "key")
        later = await harness.platform.post(sent.channel, OTHER, "later")
        assert later.channel == sent.channel
        assert ["Good morning" in s.words for s in await harness.said(sent.channel)] == [
            True,
            False,
        ]

    async def test_an_introduction_repeated_with_its_key_is_made_once(
        self, harness: Harness
    ) -> None:
        first = await harness.platform.introduce(harness.people[:2], CARD, "key")
        assert await harness.platform.introduce(harness.people[:2], CARD, "key") == first
        assert len(await harness.said(first.channel)) == 1

    async def test_what_was_said_is_found_by_its_key(self, harness: Harness) -> None:
        before, (tom, amara, *_) = harness.now(), harness.people
        posted = await harness.platform.post(harness.channel, CARD, "posted")
        whispered = await harness.platform.send_dm(tom, CARD, "whispered")
        introduced = await harness.platform.introduce((tom, amara), CARD, "introduced")
        assert await harness.platform.find_sent([harness.channel], "posted", before) == posted
        assert await harness.platform.find_sent([tom], "whispered", before) == whispered
        assert await harness.platform.find_sent([tom, amara], "introduced", before) == introduced

    async def test_what_was_not_said_is_not_found(self, harness: Harness) -> None:
        await harness.platform.post(harness.channel, CARD, "posted")
        assert await harness.platform.find_sent([harness.channel], "another", harness.now()) is None

    async def test_the_people_of_a_channel_are_named(self, harness: Harness) -> None:
        members = await harness.platform.list_members(harness.channel)
        assert {member.person for member in members} == set(harness.people)
        assert all(member.name for member in members)

    @pytest.mark.parametrize(
        "verb", ["post", "whisper", "introduce", "announce_event", "members", "edit"]
    )
    async def test_unknown_people_and_places_are_refused_for_good(
        self, harness: Harness, verb: str
    ) -> None:
        platform, known = harness.platform, harness.people[0]
        doing = {
            "post": lambda: platform.post(harness.nowhere, CARD, "key"),
            "whisper": lambda: platform.send_dm(harness.nobody, CARD, "key"),
            "introduce": lambda: platform.introduce([known, harness.nobody], CARD, "key"),
            "announce_event": lambda: platform.announce_event(harness.nowhere, EVENT, CARD, "key"),
            "members": lambda: platform.list_members(harness.nowhere),
            "edit": lambda: platform.edit_message(MessageRef(harness.nowhere, "1"), CARD),
        }
        with pytest.raises(PermanentError):
            await doing[verb]()  # type: ignore[no-untyped-call]
        assert not await harness.said(harness.channel)

    @pytest.mark.parametrize("garbage", ["", "0", "999999", "x", "-1", "٣"])
    async def test_a_message_that_is_not_there_cannot_be_edited(
        self, harness: Harness, garbage: str
    ) -> None:
        with pytest.raises(PermanentError):
            await harness.platform.edit_message(MessageRef(harness.channel, garbage), CARD)

    @pytest.mark.parametrize(
        ("part", "words"),
        [
            (Paragraph(("Plain ", Bold("and bold"), " words")), ("Plain and bold words",)),
            (Paragraph((Strike("Chess"), " is called off")), ("Chess is called off",)),
            (Paragraph((Strike("Soft"), " words"), soft=True), ("Soft", "words")),
            (Paragraph(("Soft words",), soft=True), ("Soft words",)),
            (Heading("A new matter"), ("A new matter",)),
            (
                Facts((("Met", ("19 of 24",)), ("Seats", (Bold("four"),)))),
                ("Met", "19 of 24", "Seats", "four"),
            ),
            (Quote("I learned to ask first."), ("I learned to ask first.",)),
            (Paragraph((Instant(START, "Europe/Berlin"),)), ("12 Mar", "12:30")),
            (Paragraph((ChannelMention("any/lunch", "lunch"),)), ("#lunch",)),
        ],
        ids=[
            "paragraph",
            "struck",
            "softly_struck",
            "soft",
            "heading",
            "facts",
            "quote",
            "instant",
            "room",
        ],
    )
    async def test_every_part_is_shown_whole(
        self, harness: Harness, part: Part, words: tuple[str, ...]
    ) -> None:
        assert all_in(words, (await _show(harness, part)).words)

    async def test_people_are_named_and_reached(self, harness: Harness) -> None:
        tom, amara = (
            Mention(m.person, m.name)
            for m in (await harness.platform.list_members(harness.channel))[:2]
        )
        said = await _show(
            harness, Paragraph((tom, " and ", amara)), People((tom, amara), 2), Quote("Soup", tom)
        )
        assert all_in((tom.name, amara.name, "Soup"), said.words)
        assert set(said.pings) <= {tom.person, amara.person}

    async def test_a_link_leads_where_it_says(self, harness: Harness) -> None:
        said = await _show(harness, Paragraph((Link("https://example.org/a?b=1&c=2", "the page"),)))
        assert "the page" in said.words
        assert said.links == ("https://example.org/a?b=1&c=2",)

    async def test_a_file_can_be_kept(self, harness: Harness) -> None:
        content = "BEGIN:VCALENDAR\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n"
        said = await _show(harness, File("lunch.ics", "text/calendar", content))
        assert said.files == {"lunch.ics": content}

    async def test_parts_keep_their_order(self, harness: Harness) -> None:
        words = (
            await _show(
                harness, Paragraph(("first",)), Divider(), Heading("second"), Paragraph(("third",))
            )
        ).words
        assert words.index("first") < words.index("second") < words.index("third")

    @pytest.mark.parametrize("style", ["main", "quiet", "danger"])
    async def test_a_button_says_what_it_does(self, harness: Harness, style: str) -> None:
        button = Button("try.action", "Take a seat & stay", LONGEST, style)  # type: ignore[arg-type]
        sent = await harness.platform.post(
            harness.channel, Card("table", "T", (Actions((button,)),)), "key"
        )
        (said,) = await harness.said(harness.channel)
        assert said.buttons == (Pressable(button.label, button.action, button.value),)
        assert await harness.click(sent, button.label) == (button.action, button.value, "")

    async def test_a_select_offers_its_choices(self, harness: Harness) -> None:
        select = Select("try.choice", "Another day", CHOICES, "7")
        sent = await harness.platform.post(
            harness.channel, Card("round", "T", (Actions((select,)),)), "key"
        )
        (said,) = await harness.said(harness.channel)
        assert said.selects == {"Another day": ("Monday", "Tuesday")}
        assert await harness.click(sent, "Another day", "Tuesday") == ("try.choice", "7", "tue")

    @pytest.mark.parametrize("words", HOSTILE)
    async def test_hostile_words_stay_words(self, harness: Harness, words: str) -> None:
        parts = (
            Paragraph((words,)),
            Heading(words),
            Facts(((words, (words,)),)),
            Quote(words),
            Paragraph((Bold(words),)),
            Paragraph((Strike(words),)),
        )
        said = await _show(harness, *parts, title=words)
        assert said.words.count(words) >= len(parts)
        assert not said.pings
        assert not said.links
        assert not said.buttons

    async def test_a_hostile_name_stays_a_name(self, harness: Harness) -> None:
        hostile = Mention(harness.people[0], "<b>@everyone</b>")
        said = await _show(
            harness, Paragraph((hostile,)), Quote("Soup", hostile), People((hostile,))
        )
        assert set(said.pings) <= {harness.people[0]}


async def _show(harness: Harness, *parts: Part, title: str = "Title") -> Said:
    await harness.platform.post(harness.channel, Card("prompt", title, parts), "key")
    return (await harness.said(harness.channel))[-1]
