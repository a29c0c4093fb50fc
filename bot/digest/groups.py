"""Decide who is introduced to whom before an evening.

Small groups, a regular in each, nobody against their wish.
"""

from collections.abc import Collection, Sequence

MAX_GROUP = 6


def group_attendees(
    fresh: Sequence[str],
    met: Sequence[str],
    regulars: Collection[str],
    avoided: Collection[tuple[str, str]],
) -> list[tuple[str, ...]]:
    """Group those who were not introduced yet; somebody alone joins one who was.

    Who fits nowhere is left in peace.
    """
    first, number = [who for who in fresh if who in regulars], max(1, -(-len(fresh) // MAX_GROUP))
    groups: list[list[str]] = [[who] for who in first[:number]] or [[]]
    for who in [*first[number:], *(each for each in fresh if each not in regulars)]:
        fitting = [
            group for group in groups if len(group) < MAX_GROUP and _get_on(who, group, avoided)
        ]
        if fitting:
            min(fitting, key=len).append(who)
        else:
            groups.append([who])
    whole = [group for group in groups if len(group) > 1]
    for group in groups:
        if len(group) == 1 and (
            host := next((one for one in met if _get_on(one, group, avoided)), None)
        ):
            whole.append([*group, host])
    return [tuple(group) for group in whole]


def _get_on(who: str, group: Sequence[str], avoided: Collection[tuple[str, str]]) -> bool:
    return not any((who, other) in avoided or (other, who) in avoided for other in group)
