"""What organisers change is written down, and organisers alone can read it."""

from bot.core.permissions import Role
from bot.features import ROUTER
from bot.home.views.audit import ACTIONS
from bot.store.engine import Database
from tests.factories.programs import BOSS, SETUP, TOM, make_eaters, pairing_world
from tests.reading import text

SHOWS_ONLY = {
    "digest.begin", "digest.preview", "digest.setup", "happy_hour.begin", "happy_hour.edit",
    "health.show", "hours.channel", "kept_words.show", "kit.add", "kit.edit", "kit.manage",
    "neighbours.open", "overview.page",
    "report.send", "report.show",
    "poll.change", "poll.list", "program.change", "program.stop", "prompt.begin", "prompt.change",
    "prompt.page", "prompt.pick", "prompt.suggestions", "round.plan", "setup.begin", "setup.open",
    "talk_card.edit", "text.ask", "venue.edit",
}  # fmt: skip

# What operators do in the terminal, which organisers read of too.
BY_OPERATORS = {"swap.accept", "swap.end", "swap.invite"}


async def test_organisers_read_who_changed_what_and_where(database: Database) -> None:
    world = await pairing_world(database)
    await make_eaters(world, TOM)
    assert "No organiser has changed anything yet" in text(await world.say(BOSS, "/mingle audit"))

    await world.do(world.call(BOSS, "form", "setup.save", "", SETUP))
    await world.say(BOSS, "/round preview")  # shows, and changes nothing
    told = text(await world.say(BOSS, "/mingle audit"))
    assert "Boss X set up lunch pairings" in told
    assert "preview" not in told


async def test_what_somebody_does_for_themselves_is_in_no_audit(database: Database) -> None:
    world = await pairing_world(database)
    await make_eaters(world, TOM)
    await world.say(BOSS, "/mingle pause")
    await world.say(TOM, "/lunch tomorrow 12:30")
    assert "No organiser has changed anything yet" in text(await world.say(BOSS, "/mingle audit"))
    assert "organise" in text(await world.say(TOM, "/mingle audit"))


async def test_a_refused_change_is_in_no_audit(database: Database) -> None:
    world = await pairing_world(database)
    await world.say(BOSS, "/prompt pause")  # nothing to pause
    assert "No organiser has changed anything yet" in text(await world.say(BOSS, "/mingle audit"))


def test_each_button_and_form_of_organisers_has_words() -> None:
    declared = {**ROUTER.buttons, **ROUTER.forms}
    theirs = {name for name, action in declared.items() if action.role is not Role.ANYONE}
    assert theirs - SHOWS_ONLY == set(ACTIONS) - BY_OPERATORS
