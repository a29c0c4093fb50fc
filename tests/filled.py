"""Every form of Mingle, filled in well, for tests that then spoil it."""

from sqlalchemy import select

from adapters.playground.form_autofill import initial_values
from bot.core.interactions import Invocation
from bot.open_tables.tables import open_table
from bot.pairings.tables import group_member, pairing_group
from bot.prompts.deck import DECK
from bot.ui.cards import Form
from bot.ui.uploads import Upload
from tests.hostile import Stage
from tests.reading import form_of
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, GORO, LUNCH, PROMPTS, Fields, World

SAMPLE = {
    "person": GORO,
    "id": DECK[0].slug,
    "text": "Have lunch with somebody two teams away.",
    "address": "https://library.example/feed.xml",
}
CALENDAR = Upload(
    "chamber.ics",
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Chamber night\r\n"
    b"DTSTART:20260320T180000Z\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n",
)
WITHOUT_VALUE = (
    "happy_hour.begin",
    "table.open", "events.filter", "profile.open", "language.choose", "kept_words.add",
    "kept_words.remove", "talk_card.edit", "kit.add",
)  # fmt: skip
# What opens on something that the lived world does not have, and where it is tried.
ELSEWHERE = {"plan.ask": "tests/bot/kits/test_asking.py"}
# How each form opens: who, the command or button, and what makes it a good one.
FORMS: dict[str, tuple[str, str, Fields]] = {
    "association.change": (DINA, "association.edit", {"about": "Those who make the tides."}),
    "association.create": (BEN, "/associations add", {"name": "Society of Bakers"}),
    "association.member": (EMIL, "association.join", {"standing": "openly"}),
    "chapter.change": (DINA, "chapter.edit", {"name": "Lagoon"}),
    "chapter.create": (DINA, "chapter.add", {"name": "Estuary"}),
    "opening.change": (DINA, "opening.edit", {"due": "2026-05-04"}),
    "opening.create": (
        DINA,
        "opening.add",
        {"kind": "papers", "title": "Talks for autumn", "due": "2026-05-04"},
    ),
    "opening.note": (
        DINA,
        "opening.note",
        {"kind": "papers", "title": "Talks of 30 minutes", "due": "2026-05-04"},
    ),
    "away.save": (
        BEN,
        "/mingle away",
        {"town": "Leeds", "first": "2026-05-12", "last": "2026-05-14"},
    ),
    "avoid.save": (BEN, "/mingle rather-not", {"others": (GORO,)}),
    "busy.save": (BEN, "/mingle busy", {"address": "https://calendar.example/ben.ics"}),
    "diet.save": (BEN, "/mingle diet", {"diets": ("vegan",)}),
    "digest.save": (
        ADA,
        "digest.setup",
        {"channel": PROMPTS, "topics": "python", "towns": "Berlin"},
    ),
    "event.cancel": (DINA, "event.off", {"why": "The bar has a water leak."}),
    "event.change": (DINA, "event.edit", {"place": "Corner"}),
    "event.create": (
        BEN,
        "/events new",
        {"title": "Chess", "when": "next Friday 18:00", "channel": LUNCH},
    ),
    "event.guests": (FATMA, "event.guests", {"guests": "0"}),
    "event.meet": (DINA, "event.meet", {"meeting_point": "at the door, 11:50"}),
    "event.people": (DINA, "event.people", {"on": (GORO,), "guests": "1"}),
    "event.terms": (DINA, "event.terms", {"guests": "2", "reminders": ("1440",)}),
    "events.filter": (BEN, "events.filter", {"topic": "python"}),
    "happy_hour.draft": (
        ADA,
        "happy_hour.begin",
        {"channel": LUNCH, "title": "Spring drinks", "region": "DE"},
    ),
    "happy_hour.change": (ADA, "happy_hour.edit", {"title": "After work", "repeat": "w2"}),
    "question.save": (BEN, "/poll", {"words": "Where to?", "choices": "Anker\nBirke"}),
    "question.ballot": (BEN, "question.ballot", {}),
    "hours.save": (BEN, "/mingle hours", {"preset": "own", "week": "Sun-Thu 9-17"}),
    "language.save": (BEN, "language.choose", {"own": "de"}),
    "hours.share": (ADA, "/mingle hours:channel", {"region": "GB-SCT", "quiet": "20-8"}),
    "learning.save": ("", "learning.share", {"text": "Ask twice.", "share": "named"}),
    "invite.create": (CLEO, "/lunch with", {"people": (GORO,), "when": "tomorrow 12:30"}),
    "kept_words.add": (CLEO, "kept_words.add", {"words": "Project Falcon"}),
    "kept_words.remove": (CLEO, "kept_words.remove", {"words": "Project Heron"}),
    "kit.save": (ADA, "kit.add", {"name": "A book club"}),
    "lunch.propose": ("", "lunch.another", {"when": "Friday 14:00"}),
    "neighbours.save": (ADA, "/round neighbours", {"towns": "Leeds, Bradford"}),
    "pause.save": (BEN, "/mingle pause", {}),
    "poll.ballot": (CLEO, "poll.ballot", {"venues_works": ()}),
    "poll.propose": (CLEO, "poll.propose", {"name": "Diele", "part": "Mitte"}),
    "profile.save": (BEN, "profile.open", {"team": "Sails"}),
    "prompt.add": (ADA, "/prompt add", {"text": SAMPLE["text"]}),
    "prompt.did_it": (BEN, "prompt.did", {"text": "Ask twice.", "share": "named"}),
    "prompt.setup": (ADA, "/prompt setup", {"channel": PROMPTS, "time": "11:00"}),
    "prompt.suggest": (BEN, "/prompt suggest", {"text": SAMPLE["text"]}),
    "setup.save": (ADA, "/mingle setup", {"channel": LUNCH, "time": "11:00"}),
    "source.save": (DINA, "source.details", {"town": "Berlin", "topics": "design"}),
    "swap.join": (DINA, "swap.open", {"field": "teaching", "topic": "any"}),
    "talk_card.save": (ADA, "talk_card.edit", {"may": "How we work", "ask": "Noor"}),
    "table.change_it": (BEN, "table.mend", {"when": "tomorrow 12:45", "topic": "Tides"}),
    "table.create": (CLEO, "table.open", {"when": "tomorrow 12:30", "channel": LUNCH}),
    "venue.save": (ADA, "/venues add", {"name": "Eule", "part": "Mitte"}),
    "upload.take": (BEN, "/events upload", {}),
    "text.hide": (ADA, "wrong.hide", {"reason": "unkind"}),
    "trusted.save": (ADA, "/mingle trusted", {"people": (GORO,)}),
    "wrong.ask": (BEN, "wrong.hide", {"reason": "unkind"}),
    "wrong.avoid": (BEN, "wrong.avoid", {"people": (EMIL,)}),
    "wrong.tell": (BEN, "wrong.tell", {"words": "They shouted."}),
    "usual.save": (BEN, "/lunch usual", {"weekdays": ("1", "3"), "channel": LUNCH}),
}


async def filled_in(stage: Stage, action: str) -> tuple[Invocation, Form]:
    """Open a form as somebody would who may, and fill it in."""
    world = stage.world
    person, how, fields = FORMS[action]
    if how.startswith("/"):
        name, _, word = how.removeprefix("/").partition(":")
        where, options = PROMPTS if "prompt" in how else LUNCH, {"hours": word} if word else {}
        call = world.call(person, "command", name, "", options, where)
    else:
        person = person or await _somebody_of_a_group(world, met=how == "learning.share")
        value = "" if how in WITHOUT_VALUE else await _value_of(world, person, how)
        call = world.call(person, "button", how, value)
    form = form_of((await stage.try_(call)).answer)
    given, files = (
        {**initial_values(form), **fields},
        {field.id: CALENDAR for field in form.file_fields},
    )
    return world.call(
        person, "form", action, form.value, given, channel=call.channel, files=files
    ), form


async def _value_of(world: World, person: str, how: str) -> str:
    """Return the value of a button; those of what is wrong are on an answer to another."""
    if how.startswith("wrong."):
        return await _table_of(world, EMIL)
    if how == "happy_hour.edit":  # it is on an answer
        return "1"
    return await world.button(person, how)


async def _table_of(world: World, host: str) -> str:
    query = select(open_table.c.id).where(open_table.c.host == host, open_table.c.state == "open")
    async with world.database.read_transaction() as tx:
        return f"table:{await tx.scalar(query.order_by(open_table.c.id.desc()))}"


async def _somebody_of_a_group(world: World, *, met: bool) -> str:
    state = "met" if met else "open"
    query = (
        select(group_member.c.person)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(pairing_group.c.state == state, group_member.c.answer != "cant")
    )
    async with world.database.read_transaction() as tx:
        found: str = await tx.scalar(query.order_by(group_member.c.id.desc()))
    return found
