"""Commands on neighbouring towns, for organisers."""

from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.people.neighbours import records, rules, views
from bot.people.neighbours.rules import NoTown, TooManyTowns, TownAlone
from bot.people.rules import CallsEverybody, TooLong
from bot.store.engine import Transaction
from bot.ui.speech import mark
from bot.ui.text import clean_text

router = Router()


@router.command(
    "round neighbours",
    mark("Name towns near enough to meet in person, such as Leeds and Bradford"),
    Role.ORGANISER,
)
async def show_neighbours(call: Invocation, tx: Transaction) -> Answer:
    """List the neighbouring towns of the workspace; ask for them if there are none."""
    groups = await records.load_groups(tx, call.workspace)
    return Reply(views.neighbours_card(groups)) if groups else OpenForm(views.neighbours_form(()))


@router.button("neighbours.open", Role.ORGANISER)
async def open_neighbours(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of the neighbouring towns."""
    return OpenForm(views.neighbours_form(await records.load_groups(tx, call.workspace)))


@router.form("neighbours.save", Role.ORGANISER, posted=("towns",))
async def save_neighbours(call: Invocation, tx: Transaction) -> Answer:
    """Keep the towns of the form, or return the error at its field."""
    words = call.field_text("towns")
    if len(words) > rules.MAX_TEXT:
        return FormErrors({"towns": views.input_problem(TooLong(rules.MAX_TEXT))})
    try:
        groups = rules.read_groups(clean_text(words, rules.MAX_TEXT, multiline=True))
    except (NoTown, TownAlone, TooManyTowns, TooLong, CallsEverybody) as error:
        return FormErrors({"towns": views.input_problem(error)})

    await records.save_groups(tx, call.workspace, groups)
    return Reply(views.neighbours_card(groups, saved=True))
