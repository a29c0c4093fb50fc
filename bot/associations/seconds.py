"""Who would second a colleague for an opening: said in private, told to whom it fits alone."""

from bot.associations import fitting, opening_records, rules
from bot.associations.views.parts import ListedOpening, Seconds
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction
from bot.ui.crowds import crowd_now


async def load_seconds(
    tx: ReadTransaction, listed: ListedOpening, reader: Person
) -> Seconds | None:
    """Return what somebody may read; None where nobody is seconded."""
    opening = listed.opening
    if opening.kind not in rules.SECONDED_KINDS:
        return None
    said = await opening_records.list_seconds(tx, opening)
    mine = ""
    if reader.id in said:
        mine = "named" if said[reader.id] else "unnamed"
    if not await fitting.fits(tx, opening.workspace, listed, reader):
        return Seconds(mine)
    known = await people.find_people(tx, opening.workspace, set(said) - {reader.id})
    here = {number: person for number, person in known.items() if not person.left}
    apart = await people.kept_apart(tx, opening.workspace, reader.id)
    named = [person.mention for number, person in here.items() if said[number]]
    shown = sorted((one for one in named if one.person not in apart), key=lambda one: one.name)
    return Seconds(mine, tuple(shown), crowd_now(sum(not said[number] for number in here)))
