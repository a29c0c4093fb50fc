"""Live cards that depend on others: a digest shows events, so it changes when one of them does.

`bot/features.py` registers the dependents; `outbox.invalidate` asks for them in its transaction.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.store.engine import ReadTransaction

# of a workspace, for the ids of what changed: the subjects of the cards that show it
Dependents = Callable[[ReadTransaction, str, Sequence[str]], Awaitable[Iterable[str]]]

_dependents: dict[str, list[Dependents]] = {}


def register_dependents(kind: str, *lookups: Dependents) -> None:
    """Invalidate what these lookups name together with any subject of this kind ("event")."""
    _dependents.setdefault(kind, []).extend(lookups)


def dependents_of(kind: str) -> tuple[Dependents, ...]:
    """Return the lookups that are registered for a kind of subject."""
    return tuple(_dependents.get(kind, ()))


async def dependent_subjects(
    tx: ReadTransaction, workspace: str, subjects: Sequence[str]
) -> list[str]:
    """Return the subjects of the cards that show any of these subjects, each once.

    One level deep: the dependents of a dependent are not asked for.
    """
    ids_by_kind: dict[str, list[str]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in _dependents:
            ids_by_kind.setdefault(kind, []).append(number)

    found: dict[str, None] = {}
    for kind, numbers in ids_by_kind.items():
        for lookup in dependents_of(kind):
            found.update(dict.fromkeys(await lookup(tx, workspace, numbers)))
    return list(found)
