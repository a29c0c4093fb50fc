"""What sources say of events that organisers hid: no look brings it back."""

from sqlalchemy import select, update

from bot.core.signals import WordsHidden
from bot.events import records as events
from bot.events.texts import write_words
from bot.events.views.parts import UNTITLED
from bot.sources.tables import listing
from bot.store.engine import Transaction

_BLANK = {"title": UNTITLED, "description": "", "place": "", "link": ""}


async def hide_listings(tx: Transaction, signal: WordsHidden) -> None:
    """Blank what the same sources list under a hidden title, such as a series' other evenings.

    Once it is shown again, the next look at them brings back what they say.
    """
    event = await events.find_event(tx, signal.workspace, signal.about.id)
    if signal.about.kind != "event" or event is None or event.kind != "listed":
        return
    own = select(listing.c.source).where(
        listing.c.workspace == signal.workspace, listing.c.event == event.id
    )
    numbers = set(await tx.scalars(own))
    titled = (
        listing.c.workspace == signal.workspace,
        listing.c.source.in_(numbers),
        listing.c.title.in_(signal.words),
    )
    homes = set(await tx.scalars(select(listing.c.event).where(*titled)))
    await tx.execute(update(listing).where(*titled).values(**_BLANK))
    for other in await events.find_events(tx, signal.workspace, homes):
        if other.kind == "listed" and other.title in signal.words:
            await write_words(tx, other, _BLANK, signal.now)
