"""What a chat shows below a link to an event that is known here."""

from collections.abc import Sequence
from datetime import datetime

from bot.events import rules
from bot.events.links import events_behind
from bot.events.rules import Event
from bot.events.views.cards import event_preview_card
from bot.events.views.parts import UNTITLED
from bot.store.engine import ReadTransaction
from bot.store.vault import Vault
from bot.text_guard.findings import Kind
from bot.text_guard.records import load_word_list
from bot.text_guard.rules import find_all
from bot.ui.cards import Card

MAX_LINKS = 5  # of one message


async def find_previews(
    tx: ReadTransaction,
    workspace: str,
    channel: str,
    links: Sequence[str],
    vault: Vault,
    now: datetime,
) -> dict[str, Card]:
    """Return cards of the events behind links in a channel, by link.

    What is listed for all may be read anywhere; what is planned in a channel, only there. Nothing
    is said of what organisers hid or keep inside, of what is over or may not be on.
    """
    kept = await load_word_list(tx, workspace, vault)
    cards: dict[str, Card] = {}
    for link in dict.fromkeys(links):
        if len(cards) == MAX_LINKS:
            break
        for event in await events_behind(tx, workspace, link):
            found = find_all(f"{event.title} {event.place}", kept)
            is_inside = any(finding.kind is Kind.KEPT_WORD for finding in found)
            if not is_inside and _may_be_shown(event, channel, now):
                cards[link] = event_preview_card(event)
                break
    return cards


def _may_be_shown(event: Event, channel: str, now: datetime) -> bool:
    is_readable = event.kind == "listed" or event.channel == channel
    is_on = rules.state_at(event, now) == "open" and not event.is_doubtful
    return is_readable and is_on and event.title != UNTITLED
