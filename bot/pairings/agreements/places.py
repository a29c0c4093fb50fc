"""Places for groups: in their town, for as many diets as can be, not where they were before."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.subjects import Subject
from bot.pairings.tables import group_member, group_place
from bot.people.diets import DIETS
from bot.people.records import Person
from bot.people.towns import town_key
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.venues import records as venues
from bot.venues.rules import Venue, VisitHistory, count_diets, rank_for_group, suits_diets


class PlaceGuide(Struct, frozen=True):
    """What places are chosen by, read once for all groups of a round.

    `suggested` holds the ids of the venues that each person was sent to so far.
    """

    venues: Sequence[Venue]
    history: VisitHistory
    suggested: Mapping[str, Sequence[int]]

    def widest_places(self, people: Sequence[Person]) -> list[Venue]:
        """Return the places for a group that cook for the most diets, best first.

        Whatever these people eat: a choice that depended on it would tell one of the other.
        """
        places = self.places_for(people)
        most = max((count_diets(venue, DIETS) for venue in places), default=0)
        return [venue for venue in places if count_diets(venue, DIETS) == most]

    def places_for(self, people: Sequence[Person], diets: Collection[str] = ()) -> list[Venue]:
        """Return the places for a group, best first; none if they share no town.

        `diets` are those of whoever asks for another place, for whom it has to cook.
        """
        towns = {town_key(person.office) for person in people}
        if len(towns) != 1:
            return []

        counts: Counter[int] = Counter()
        for person in people:
            counts.update(self.suggested.get(person.id, ()))
        ranked = rank_for_group(self.venues, self.history, towns.pop(), len(people), counts)
        return [venue for venue in ranked if suits_diets(venue, diets)]


async def load_guide(tx: ReadTransaction, workspace: str) -> PlaceGuide:
    """Return what places are chosen by; cheap where no venue has a town."""
    listed = [venue for venue in await venues.list_open_venues(tx, workspace) if venue.town]
    if not listed:
        return PlaceGuide((), VisitHistory({}), {})

    query = (
        select(group_member.c.person, group_place.c.venue)
        .join(group_place, group_place.c.group == group_member.c.group)
        .where(group_member.c.workspace == workspace, group_place.c.workspace == workspace)
    )
    suggested: dict[str, list[int]] = {}
    for row in await tx.all(query):
        suggested.setdefault(row.person, []).append(row.venue)
    history = await venues.load_visit_history(tx, workspace)
    return PlaceGuide(listed, history, suggested)


async def save_places(tx: Transaction, workspace: str, places: Mapping[int, Venue]) -> None:
    """Insert the places of new groups, by the group's id."""
    rows = []
    for group, venue in places.items():
        rows.append({"workspace": workspace, "group": group, "venue": venue.id})
    await tx.insert_many(group_place, rows)


async def move_group(tx: Transaction, workspace: str, group: int, venue: Venue) -> None:
    """Save another place of a group (upsert)."""
    await tx.upsert(group_place, {"group": group}, workspace=workspace, venue=venue.id)


_SUGGESTED = select(group_place.c.venue).where(
    group_place.c.workspace == bindparam("workspace"), group_place.c.group == bindparam("number")
)


@remembered
async def find_place(tx: ReadTransaction, workspace: str, group: int) -> Venue | None:
    """Return the place that is suggested to a group, while it is on the list."""
    row = await tx.first(_SUGGESTED, workspace=workspace, number=group)
    number: int | None = row.venue if row else None
    venue = await venues.find_venue(tx, workspace, number) if number else None
    return venue if venue and venue.state == "open" else None


async def groups_sent_to(
    tx: ReadTransaction, workspace: str, venues_changed: Sequence[Subject]
) -> list[Subject]:
    """Return the introductions that suggest any of these places."""
    query = select(group_place.c.group).where(
        group_place.c.workspace == workspace,
        group_place.c.venue.in_([subject.id for subject in venues_changed]),
    )
    return [Subject("group", number) for number in await tx.scalars(query)]


def next_place(fitting: Sequence[Venue], current: Venue | None) -> Venue | None:
    """Return the place after the current one by name, round and round; None without another."""
    in_turn = sorted(fitting, key=lambda venue: (venue.name.casefold(), venue.id))
    others = [venue for venue in in_turn if current is None or venue.id != current.id]
    if not others:
        return None
    if current is None:
        return others[0]

    later = [venue for venue in others if venue.name.casefold() >= current.name.casefold()]
    return (later or others)[0]
