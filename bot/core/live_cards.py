"""Live cards that depend on others: a digest shows events, so it changes when one of them does.

`bot/features.py` registers the dependents; `outbox.invalidate` asks for them in its transaction.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction

# of a workspace, for what changed: the subjects of the cards that show it
Dependents = Callable[[ReadTransaction, str, Sequence[Subject]], Awaitable[Iterable[Subject]]]

_dependents: dict[str, list[Dependents]] = {}


def register_dependents(kind: str, *lookups: Dependents) -> None:
    """Invalidate what these lookups name together with any subject of this kind ("event")."""
    _dependents.setdefault(kind, []).extend(lookups)


def dependents_of(kind: str) -> tuple[Dependents, ...]:
    """Return the lookups that are registered for a kind of subject."""
    return tuple(_dependents.get(kind, ()))


async def dependent_subjects(
    tx: ReadTransaction, workspace: str, subjects: Sequence[Subject]
) -> list[Subject]:
    """Return the subjects of the cards that show any of these subjects, each once.

    One level deep: the dependents of a dependent are not asked for.
    """
    by_kind: dict[str, list[Subject]] = {}
    for subject in subjects:
        if subject.kind in _dependents:
            by_kind.setdefault(subject.kind, []).append(subject)

    dependents: dict[Subject, None] = {}
    for kind, changed in by_kind.items():
        for lookup in dependents_of(kind):
            dependents.update(dict.fromkeys(await lookup(tx, workspace, changed)))
    return list(dependents)
