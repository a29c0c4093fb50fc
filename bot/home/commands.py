"""Answer `/mingle` and `/mingle help`."""

from collections.abc import Callable, Mapping

from bot.core import channels
from bot.core.permissions import Role, is_allowed
from bot.core.router import Answer, Command, Invocation, Reply, Router
from bot.dates.local_time import local_date
from bot.home import views
from bot.home.page import render_home
from bot.people import records as people
from bot.store.engine import Transaction


def make_home_router(commands: Callable[[], Mapping[str, Command]]) -> Router:
    """Declare help over all commands of the house, as they stand when somebody asks."""
    router = Router()

    def doable(call: Invocation) -> list[Command]:
        return [
            command
            for command in commands().values()
            if is_allowed(command.role, organiser=call.organiser)
        ]

    @router.command("mingle", "See how things stand with you", Role.ANYONE)
    async def stand(call: Invocation, tx: Transaction) -> Answer:
        me = await people.get_caller(call, tx)
        parts = await channels.participations_of(tx, call.workspace, call.person)
        return Reply(views.overview_card(me, parts, local_date(call.now, me.zone), doable(call)))

    @router.command("mingle help", "See everything I understand", Role.ANYONE)
    async def explain(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
        return Reply(views.help_card(doable(call)))

    @router.button("home.show", Role.ANYONE)
    async def show_home(call: Invocation, tx: Transaction) -> Answer:
        return Reply(await render_home(call, tx))

    return router
