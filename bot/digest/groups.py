"""Group the attendees of an event: small groups, a regular in each, no pair that avoids itself."""

from collections.abc import Collection, Sequence

MAX_GROUP = 6

AvoidedPairs = Collection[tuple[str, str]]


def group_attendees(
    fresh: Sequence[str], met: Sequence[str], regulars: Collection[str], avoided: AvoidedPairs
) -> list[tuple[str, ...]]:
    """Group people who were not introduced yet; a single one joins somebody who was (`met`).

    A person who fits nowhere is left out.
    """
    groups = _form_groups(fresh, regulars, avoided)
    result: list[tuple[str, ...]] = []
    for group in groups:
        if len(group) > 1:
            result.append(tuple(group))

    for group in groups:
        if len(group) == 1:
            hosts = [person for person in met if _get_on(person, group, avoided)]
            if hosts:
                result.append((*group, hosts[0]))
    return result


def _form_groups(
    fresh: Sequence[str], regulars: Collection[str], avoided: AvoidedPairs
) -> list[list[str]]:
    """Seed each group with a regular, then add everybody to the smallest group that fits."""
    first = [person for person in fresh if person in regulars]
    others = [person for person in fresh if person not in regulars]
    count = max(1, -(-len(fresh) // MAX_GROUP))
    groups = [[person] for person in first[:count]] or [[]]
    for person in (*first[count:], *others):
        fitting = [group for group in groups if _has_room(group, person, avoided)]
        if fitting:
            min(fitting, key=len).append(person)
        else:
            groups.append([person])
    return groups


def _has_room(group: Sequence[str], person: str, avoided: AvoidedPairs) -> bool:
    return len(group) < MAX_GROUP and _get_on(person, group, avoided)


def _get_on(person: str, group: Sequence[str], avoided: AvoidedPairs) -> bool:
    pairs = {(person, other) for other in group} | {(other, person) for other in group}
    return pairs.isdisjoint(avoided)
