"""Live cards of questions about what is held or set aside, and of channels that rest."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.core.channel_rest import resting_channels, why_resting
from bot.core.channel_rights import channels_lacking, what_is_lacking
from bot.core.channels import find_channel_name
from bot.core.router import CardRenderer, Router
from bot.core.subjects import Subject
from bot.held_messages import records, views
from bot.held_messages.notifications import MATTER, MATTERS, SEEN
from bot.held_messages.records import MESSAGE, Matter
from bot.pairings.health.records import troubled_programs
from bot.sources.records import failing_sources
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()

log = structlog.get_logger()


@router.live_card("resting")
async def render_resting(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    _now: datetime,
) -> Card | None:
    """Render the note about a channel that rests or lacks something, or that it works again."""
    [channel] = subject.parts
    name = await find_channel_name(tx, workspace, channel)
    why = await why_resting(tx, workspace, channel)
    if why:
        return views.resting_card(channel, name, why)
    lacking = await what_is_lacking(tx, workspace, channel)
    return views.lacking_card(channel, name, lacking) if lacking else views.awake_card(name)


@router.live_card(MATTERS)
async def render_matters(
    tx: ReadTransaction,
    workspace: str,
    _subject: Subject,
    _now: datetime,
) -> Card | None:
    """Render the list of everything that waits for an organiser."""
    return await render_health(tx, workspace)


async def render_health(tx: ReadTransaction, workspace: str) -> Card:
    """Render what `/mingle health` shows."""
    matters = await records.list_matters(tx, workspace)
    shown = [await records.with_names(tx, matter) for matter in matters[: views.MAX_SHOWN]]
    resting = [
        (
            await find_channel_name(tx, workspace, channel),
            await why_resting(tx, workspace, channel),
        )
        for channel in await resting_channels(tx, workspace)
    ]
    lacking = [
        (await find_channel_name(tx, workspace, channel), why)
        for channel, why in (await channels_lacking(tx, workspace)).items()
        if not await why_resting(tx, workspace, channel)
    ]
    programs = await troubled_programs(tx, workspace)
    sources = [source.name for source in await failing_sources(tx, workspace)]
    more = len(matters) - len(shown)
    return views.health_card(shown, resting, more, lacking, programs, sources)


def make_question_router(live_cards: Mapping[str, CardRenderer]) -> Router:
    """Return the router of the questions; `live_cards` are all there are, which they quote."""
    questions = Router()

    @questions.live_card(MATTER)
    async def render_matter(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        """Render the question to organisers about one matter, or that it is settled."""
        table = subject.parts[0]
        matter = await records.find_matter(tx, workspace, table, subject.id)
        if matter is None:
            return views.settled_card()
        drawn = await _draw(tx, live_cards, matter, now)
        return views.matter_card(await records.with_names(tx, matter), drawn)

    @questions.live_card(SEEN)
    async def render_seen(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        """Render the question to the people a message was for, or that it is settled."""
        matter = await records.find_matter(tx, workspace, MESSAGE, subject.id)
        drawn = await _draw(tx, live_cards, matter, now) if matter else None
        if matter is None or matter.state != "held" or drawn is None:
            return views.settled_card()
        return views.seen_card(matter, drawn)

    return questions


async def _draw(
    tx: ReadTransaction, live_cards: Mapping[str, CardRenderer], matter: Matter, now: datetime
) -> Card | None:
    """Return the card of a held message as it reads now; None where it cannot be drawn."""
    if matter.state != "held" or matter.subject is None:
        return matter.card
    renderer = live_cards.get(matter.subject.kind)
    if renderer is None:
        return None
    try:
        return await renderer(tx, matter.workspace, matter.subject, now)
    except Exception:
        log.exception("not quoted", action="held.quote", matter=matter.name)
        return None
