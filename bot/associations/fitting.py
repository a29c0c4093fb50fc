"""Whom an opening fits: of an association of theirs, or about what they like."""

from bot.associations import records
from bot.associations.views.parts import ListedOpening, owner_name
from bot.people.meanings import find_in_title, merge_meanings
from bot.people.records import Person
from bot.store.engine import ReadTransaction


async def fits(tx: ReadTransaction, workspace: str, listed: ListedOpening, person: Person) -> bool:
    """Return whether an opening fits somebody; for their own eyes only."""
    mine = await records.associations_of(tx, workspace, person.id)
    return listed.opening.association in mine or is_about(listed, person)


def is_about(listed: ListedOpening, person: Person) -> bool:
    """Return whether an opening is about what somebody likes, offers or would like to learn."""
    likes = merge_meanings((*person.interests, *person.offers, *person.wants))
    titles = [listed.opening.title, owner_name(listed)]
    if listed.association:
        titles.append(listed.association.about)
    about = any(likes.common_topics(find_in_title(title)) for title in titles if title)
    topics = listed.event.topics if listed.event else ()
    return about or bool(likes.common_topics(merge_meanings(topics)))
