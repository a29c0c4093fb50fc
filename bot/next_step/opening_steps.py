"""An opening that fits somebody: of an association of theirs, or about what they like."""

from msgspec import Struct

from bot.associations import cards, opening_records
from bot.associations import records as associations
from bot.associations.fitting import is_about
from bot.associations.rules import Opening
from bot.associations.views.parts import UNNAMED, owner_name
from bot.next_step.asker import Asker
from bot.next_step.rules import StepKey
from bot.people.records import channels_of
from bot.store.engine import ReadTransaction


class OpeningStep(Struct, frozen=True):
    """An opening, whose it is, and whether that is an association of theirs."""

    opening: Opening
    owner: str
    is_member: bool

    @property
    def key(self) -> StepKey:
        """What it is about."""
        return StepKey("opening", str(self.opening.id))


async def list_opening_steps(tx: ReadTransaction, asker: Asker) -> list[OpeningStep]:
    """Return the openings that fit somebody: of their associations first, then by deadline."""
    ahead = await opening_records.list_openings_ahead(tx, asker.workspace, asker.now)
    mine = await associations.associations_of(tx, asker.workspace, asker.person.id)
    own_choice = await opening_records.openings_chosen(tx, asker.workspace, asker.person.id)
    channels = await channels_of(tx, asker.workspace, asker.person.id)
    steps = []
    for listed in await cards.load_listed_openings(tx, asker.workspace, ahead):
        opening, event = listed.opening, listed.event
        is_hidden = opening.title == UNNAMED["opening"]
        is_seen = event is None or event.kind == "listed" or event.channel in channels
        is_known = opening.id in own_choice or opening.added_by == asker.person.id
        is_member = opening.association in mine
        fits = is_member or is_about(listed, asker.person)
        if fits and is_seen and not is_hidden and not is_known:
            steps.append(OpeningStep(opening, owner_name(listed), is_member))
    return sorted(steps, key=lambda step: not step.is_member)
