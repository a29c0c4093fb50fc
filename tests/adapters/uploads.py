"""The contract about uploads: whole, and of the kind and size that the form asks for."""

from typing import Protocol

import pytest

from bot.ui.cards import FileField, Form, TextField
from bot.ui.uploads import Upload

FILE = FileField("file", "A calendar", limit=2_000, required=True)
FORM = Form("try.file", "A file", (FILE,), "7")
WITH_WORDS = Form("try.file", "A file", (FILE, TextField("text", "Words")), "7")
BEGUN = b"BEGIN:VCALENDAR"
CONTENT = b"BEGIN:VCALENDAR\r\nX-WR-CALNAME:Gr\xfc\xdfe\r\nEND:VCALENDAR\r\n\x00\xff"


class Hands(Protocol):
    """What a harness can do with files."""

    async def hand_in(self, form: Form, name: str, content: bytes) -> Upload | str:
        """Put a file into a form as the first person.

        Give it as a handler gets it, or the sentence that comes back.
        """


class Handing:
    """The part of the contract that is about files in forms."""

    async def test_a_file_is_handed_in_byte_for_byte(self, harness: Hands) -> None:
        assert await harness.hand_in(FORM, "chamber.ics", CONTENT) == Upload("chamber.ics", CONTENT)

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("chamber.pdf", CONTENT, "that end in .ics"),
            ("chamber.ics", b"x" * 2_001, "too big for me; 2 kB is the most"),
            ("chamber.ics", b"", "There is nothing in that file."),
        ],
        ids=["kind", "size", "empty"],
    )
    async def test_a_file_that_does_not_fit_comes_back_with_a_sentence(
        self, harness: Hands, name: str, content: bytes, sentence: str
    ) -> None:
        answer = await harness.hand_in(FORM, name, content)
        assert isinstance(answer, str)
        assert sentence in answer
