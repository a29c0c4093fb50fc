"""Introduce two of whom one asks about what the other shared, once both agreed.

Whoever waits for it hears in the end, in the same words whatever became of it: "not now", silence,
a pause, and that one would rather not meet the other cannot be told apart.
"""

from datetime import datetime
from functools import partial

from bot import matching
from bot.core import outbox, schedule
from bot.core.interactions import Invocation
from bot.dates.local_time import local_date
from bot.dates.working_time import OFFICE_TIME
from bot.know_how import records, rules
from bot.know_how.notifications import ASKED, INTRODUCED, NOT_INTRODUCED
from bot.know_how.rules import Evidence, IntroductionRequest
from bot.know_how.views import introductions as views
from bot.open_tables.records import introduction_key, request_key
from bot.pairings.rounds.common_ground import restore_words
from bot.pairings.rounds.participants import to_candidate
from bot.pairings.views.words import first_names, reason_sentences
from bot.people import records as people
from bot.people.hours.records import working_times
from bot.people.records import Person, is_paused
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

CLOSE = "expert.close"  # the kind of occurrence
_COMMON = ("interests", "teaches", "cross_team", "office")  # reasons that hold outside of rounds


async def ask_expert(
    call: Invocation, tx: Transaction, expert: str, evidence: Evidence
) -> IntroductionRequest:
    """Ask a colleague whether they would like to be introduced; both hear by its end."""
    pair = call.person, expert
    times = await working_times(tx, call.workspace, pair)
    until = rules.answer_until(call.now, times[expert], times[call.person])
    request = await records.insert_request(
        tx,
        call.workspace,
        asker=call.person,
        expert=expert,
        kind=evidence.kind,
        evidence=evidence.key,
        asked_at=call.now,
        until=until,
    )
    await outbox.send_dm(
        tx,
        call.workspace,
        request_key(request.subject, expert, call.person),
        expert,
        None,
        subject=request.subject,
        reason=ASKED,
        due=call.now,
        expires=until,
    )
    day = local_date(until, times[call.person].zone)
    await schedule.schedule(tx, call.workspace, CLOSE, request.subject, until, day)
    return request


async def introduce_both(tx: Transaction, request: IntroductionRequest, now: datetime) -> None:
    """Introduce two who both agreed, or end the request where they cannot meet any more."""
    if not await may_meet(tx, request, now):
        await end_request(tx, request, now)
        return
    await records.update_request(tx, request.id, state="introduced")
    known = await people.find_people(tx, request.workspace, request.pair)
    asker, expert = known[request.asker], known[request.expert]
    evidence = await find_evidence(tx, request, now)
    card = partial(_draw_introduction, asker, expert, evidence, now)
    await outbox.introduce(
        tx,
        request.workspace,
        introduction_key(request.subject),
        request.pair,
        card,
        reason=INTRODUCED,
        due=now,
        expires=now + rules.INTRODUCE_WITHIN,
    )
    await schedule.unschedule(tx, request.workspace, request.subject, CLOSE)
    await outbox.invalidate(tx, request.workspace, request.subject)


async def may_meet(tx: ReadTransaction, request: IntroductionRequest, now: datetime) -> bool:
    """Return whether both are here, whoever asked doesn't pause, and nothing keeps them apart."""
    known = await people.find_people(tx, request.workspace, request.pair)
    here = [person for person in known.values() if not person.left]
    if len(here) < len(request.pair):
        return False
    asker = known[request.asker]
    if is_paused(asker, local_date(now, asker.zone)):
        return False
    return not await people.avoid_pairs(tx, request.workspace, request.pair)


async def end_request(
    tx: Transaction, request: IntroductionRequest, now: datetime, *, gone: str = ""
) -> None:
    """End a request of which no introduction came; tell whoever asked, if they aren't `gone`."""
    await records.update_request(tx, request.id, state="over")
    if request.asker != gone:
        await _tell_ended(tx, request, request.asker, request.expert, now)
    await schedule.unschedule(tx, request.workspace, request.subject, CLOSE)
    await outbox.invalidate(tx, request.workspace, request.subject)


async def end_lost_introduction(
    tx: Transaction, request: IntroductionRequest, now: datetime, *, gone: str = ""
) -> None:
    """End a request whose introduction never arrived, with a word to both, who agreed to it."""
    if request.state != "introduced":
        return
    await end_request(tx, request, now, gone=gone)
    if request.expert != gone:
        await _tell_ended(tx, request, request.expert, request.asker, now)


async def find_evidence(
    tx: ReadTransaction, request: IntroductionRequest, now: datetime
) -> Evidence | None:
    """Return what somebody is asked about, if they still share it with whoever asks."""
    expert = await people.find_person(tx, request.workspace, request.expert)
    if expert is None:
        return None
    channels = set(await people.channels_of(tx, request.workspace, request.asker))
    shared = await records.list_shared(tx, request.workspace, expert, now, channels)
    fitting = (each for each in shared if each.key == request.evidence)
    return next(fitting, None)


async def _tell_ended(
    tx: Transaction, request: IntroductionRequest, reader: str, other: str, now: datetime
) -> None:
    """Send one of two the news that it came to nothing, unless they would not have it any more."""
    known = await people.find_people(tx, request.workspace, request.pair)
    if reader not in known or known[reader].left:
        return
    if other in await people.avoid_list(tx, request.workspace, reader):
        return
    mention = known[other].mention if other in known else None
    await outbox.send_dm(
        tx,
        request.workspace,
        f"{request.subject}:ended:{reader}",
        reader,
        partial(views.ended_card, mention),
        reason=NOT_INTRODUCED,
        due=now,
        expires=now + rules.INTRODUCE_WITHIN,
    )


def _draw_introduction(
    asker: Person, expert: Person, evidence: Evidence | None, now: datetime
) -> Card:
    common = _common_ground(asker, expert, now)
    return views.introduction_card(asker.mention, expert.mention, evidence, common)


def _common_ground(asker: Person, expert: Person, now: datetime) -> list[str]:
    """Return what two have in common, in their own words, in the language of their reader."""
    pair = [asker, expert]
    candidates = [
        to_candidate(one, OFFICE_TIME, one.zone, local_date(now, one.zone)) for one in pair
    ]
    reasons = matching.explain_group([one.id for one in pair], candidates, (), matching.Rules())
    fitting = [reason for reason in reasons if reason.kind in _COMMON]
    names = dict(
        zip([one.id for one in pair], first_names([one.mention for one in pair]), strict=True)
    )
    return reason_sentences(restore_words(fitting, pair), names, size=2, weeks=False)
