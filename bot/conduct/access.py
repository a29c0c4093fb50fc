"""What a card is about, to somebody who says that something is wrong with it."""

from collections.abc import Sequence

from msgspec import Struct

from bot.attention import records as attention
from bot.conduct import records, rules
from bot.conduct.notifications import TOLD
from bot.conduct.views import wrong as views
from bot.core import concerns
from bot.core.concerns import Concern, WrittenText
from bot.core.interactions import Invocation, Refusal
from bot.core.subjects import Subject
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction


class Matter(Struct, frozen=True):
    """What something is wrong with: others on the card, and what people wrote on it."""

    about: Subject
    others: Sequence[Person]
    texts: Sequence[WrittenText]
    drawn: bool = True  # a live card shows it


async def require_matter(call: Invocation, tx: ReadTransaction) -> Matter:
    """Return what the button is about; refuse what is gone or none of the caller's business."""
    about = rules.read_subject(call.value)
    if about is None:
        raise Refusal(views.gone())
    if about == rules.NOTHING_IN_PARTICULAR:
        return Matter(about, (), (), drawn=False)
    concern = await concerns.find_concern(tx, call.workspace, call.person, about)
    if concern is None:
        raise Refusal(views.gone())
    return await _load_matter(call, tx, about, concern)


async def _load_matter(
    call: Invocation, tx: ReadTransaction, about: Subject, concern: Concern
) -> Matter:
    known = await people.find_people(tx, call.workspace, dict.fromkeys(concern.people))
    others = [person for person in known.values() if person.id != call.person and not person.left]
    found = [await concerns.find_text(tx, call.workspace, text) for text in concern.texts]
    return Matter(
        about, others, [text for text in found if text and not text.hidden], concern.drawn
    )


async def find_trusted(call: Invocation, tx: ReadTransaction, matter: Matter) -> list[Person]:
    """Return whom the caller can tell: not themselves, nobody on the card, who takes messages."""
    concerned = {person.id for person in matter.others}
    authors = {text.author for text in matter.texts if text.named}
    able = []
    for person in await records.list_trusted(tx, call.workspace):
        muted = await attention.muted_reasons(tx, call.workspace, person)
        if person not in {call.person, *concerned, *authors} and TOLD not in muted:
            able.append(person)
    known = await people.find_people(tx, call.workspace, able)
    return [known[person] for person in able]
