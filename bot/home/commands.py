"""`/mingle`, `/mingle help`, and the home page with its buttons."""

from collections.abc import Callable, Mapping

from bot.core import home_tabs
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role, is_allowed
from bot.core.router import Command, Handler, Option, Router
from bot.home import live_cards, notifications, records
from bot.home.overview import load_overview
from bot.home.page import render_home, true_until
from bot.home.views import audit, organisers
from bot.home.views import pages as views
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.speech import mark


def make_home_router(
    commands: Callable[[], Mapping[str, Command]], show_conduct: Handler
) -> Router:
    """Return the router of help; `commands` is called late, once all routers are joined."""
    router = Router().include_routers(
        _make_help_router(commands, show_conduct), live_cards.router, notifications.router
    )

    @router.command("mingle", mark("See what comes next for you, and what you can do"), Role.ANYONE)
    async def show_page(call: Invocation, tx: Transaction) -> Answer:
        caller = await people.get_caller(call, tx)
        return Reply(await render_home(tx, call.workspace, caller, call.now))

    @router.command(
        "mingle overview",
        mark("See what runs in each channel, when next, and what needs you"),
        Role.ORGANISER,
    )
    @router.button("overview.page", Role.ORGANISER)
    async def show_overview(call: Invocation, tx: Transaction) -> Answer:
        zone = (await people.get_caller(call, tx)).zone
        overview = await load_overview(tx, call.workspace, call.now)
        return Reply(organisers.overview_card(overview, zone, row_number(call.value)))

    @router.command("mingle audit", mark("What organisers changed here, and when"), Role.ORGANISER)
    async def show_audit(call: Invocation, tx: Transaction) -> Answer:
        zone = (await people.get_caller(call, tx)).zone
        entries = await records.latest_entries(tx, call.workspace, audit.SHOWN)
        return Reply(audit.audit_card(entries, zone))

    router.button("home.show", Role.ANYONE, looks=True)(show_home)
    router.button("home.look", Role.ANYONE)(look_around)
    return router


def _make_help_router(
    commands: Callable[[], Mapping[str, Command]], show_conduct: Handler
) -> Router:
    """Return the router of help alone."""
    router = Router()

    def allowed(call: Invocation) -> list[Command]:
        return [
            command
            for command in commands().values()
            if is_allowed(command.role, organiser=call.organiser)
        ]

    def help_about(call: Invocation, about: str) -> Card:
        named = views.HELP_WORDS.get(about, about)
        found = [each for each in allowed(call) if each.name.partition(" ")[0] == named]
        if not found:
            return views.unknown_page_card(about, allowed(call))
        return views.topic_card(found)

    @router.command(
        "mingle help",
        mark("See everything I understand, or what to expect of each other"),
        Role.ANYONE,
        Option("about", mark("what you'd like to read about"), choices=("conduct",)),
        also=(
            "how", "how does this work", "what is this", "what can you do", "what", "commands",
            "hi", "hello", "hey", "hallo", "hola", "start here", "info", "was kannst du",
            "que puedes hacer",
        ),
    )  # fmt: skip
    async def show_help(call: Invocation, tx: Transaction) -> Answer:
        about = call.field_text("about").casefold()
        if about == "conduct":
            return await show_conduct(call, tx)
        if about:
            return Reply(help_about(call, about))
        return Reply(views.help_card(allowed(call)))

    @router.button("help.topic", Role.ANYONE)
    async def show_topic(call: Invocation, tx: Transaction) -> Answer:
        about = call.field_text("choice") or call.value
        if about == "conduct":
            return await show_conduct(call, tx)
        return Reply(help_about(call, about))

    @router.button("home.help", Role.ANYONE)
    async def show_all_help(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
        return Reply(views.help_card(allowed(call)))

    return router


async def show_home(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller's home page; a tab that a platform keeps open is drawn again from now on."""
    caller = await people.find_person(tx, call.workspace, call.person)
    if caller is None:
        return Reply(views.forgotten_home_card())
    card = await render_home(tx, call.workspace, caller, call.now)
    if call.message == home_tabs.tab_ref(call.person):
        until = true_until(card, caller.zone, call.now)
        await home_tabs.record_opening(tx, call.workspace, call.person, card, until, call.now)
    return Reply(card)


async def look_around(call: Invocation, tx: Transaction) -> Answer:
    """Show a newcomer everything that the home page has."""
    caller = await people.get_caller(call, tx)
    return Reply(await render_home(tx, call.workspace, caller, call.now, around=True))
