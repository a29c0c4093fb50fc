"""How whoever wrote or proposed something is named."""

from bot.people.records import Person
from bot.ui.speech import mark, say
from bot.ui.text import Mention

SOMEBODY = mark("Somebody")


def author_mention(author: Person | None) -> Mention | str:
    """Return an author by name, as long as they are here."""
    return author.mention if author and not author.left else say(SOMEBODY)
