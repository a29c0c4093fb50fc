"""People to whom the platform lets nobody write back: no round matches them, and they hear why."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from bot.core import outbox
from bot.core.outbox import OutgoingMessage
from bot.pairings import rules
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views import company
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Instant


async def tell_silenced(
    tx: Transaction,
    program: PairingProgram,
    members: Iterable[str],
    day: dt.date,
    now: dt.datetime,
) -> None:
    """Notify members whom a day's round leaves out as they are silenced, once for each time."""
    profiles = await people.find_people(tx, program.workspace, members)
    messages = []
    for person, profile in sorted(profiles.items()):
        until = profile.silent_until
        expected = not profile.left and not people.is_paused(profile, day)
        if until and expected and people.is_silent(profile, day):
            card = partial(company.silenced_card, program, Instant(until, program.zone))
            key = f"silenced:{person}:{until:%Y-%m-%dT%H:%M}"
            messages.append(OutgoingMessage(key, (person,), card))
    await outbox.send_dms(
        tx,
        program.workspace,
        messages,
        reason=rules.ALONE,
        hours_of=program.channel,
        due=now,
        expires=now + rules.FALLBACK_LENGTH,
    )
