"""`/mingle`, `/mingle help`, and the button that shows the home page."""

from collections.abc import Callable, Mapping

from bot.core import channels
from bot.core.permissions import Role, is_allowed
from bot.core.router import Answer, Command, Handler, Invocation, Option, Refusal, Reply, Router
from bot.dates.local_time import local_date
from bot.home import records
from bot.home.page import render_home
from bot.home.views import audit
from bot.home.views import pages as views
from bot.people import records as people
from bot.store.engine import Transaction


def make_home_router(
    commands: Callable[[], Mapping[str, Command]], show_conduct: Handler
) -> Router:
    """Return the router of help; `commands` is called late, once all routers are joined."""
    router = Router()

    def allowed(call: Invocation) -> list[Command]:
        return [
            command
            for command in commands().values()
            if is_allowed(command.role, organiser=call.organiser)
        ]

    @router.command("mingle", "See how things stand with you", Role.ANYONE)
    async def show_overview(call: Invocation, tx: Transaction) -> Answer:
        caller = await people.get_caller(call, tx)
        participations = await channels.participations_of(tx, call.workspace, call.person)
        today = local_date(call.now, caller.zone)
        return Reply(views.overview_card(caller, participations, today, allowed(call)))

    @router.command(
        "mingle help",
        "See everything I understand, or what to expect of each other",
        Role.ANYONE,
        Option("about", "what you'd like to read about", choices=("conduct",)),
    )
    async def show_help(call: Invocation, tx: Transaction) -> Answer:
        about = call.field_text("about").casefold()
        if about == "conduct":
            return await show_conduct(call, tx)
        if about:
            raise Refusal(views.UNKNOWN_PAGE)
        return Reply(views.help_card(allowed(call)))

    @router.command("mingle audit", "What organisers changed here, and when", Role.ORGANISER)
    async def show_audit(call: Invocation, tx: Transaction) -> Answer:
        zone = (await people.get_caller(call, tx)).zone
        entries = await records.latest_entries(tx, call.workspace, audit.SHOWN)
        return Reply(audit.audit_card(entries, zone))

    @router.button("home.show", Role.ANYONE, looks=True)
    async def show_home(call: Invocation, tx: Transaction) -> Answer:
        if await people.find_person(tx, call.workspace, call.person) is None:
            return Reply(views.forgotten_home_card())
        return Reply(await render_home(call, tx))

    return router
