"""Obstacles: what stood in the way of an introduction, stored with its group."""

from typing import Literal

from msgspec import Struct

from bot.core.platform import (
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
    PlaceGone,
)

ObstacleKind = Literal["gone", "unreachable", "place", "permission", "refused", "opted_out"]
TECHNICAL: tuple[ObstacleKind, ...] = ("place", "permission", "refused")


class Obstacle(Struct, frozen=True):
    """Why people were not introduced as the draw meant it.

    `gone`: somebody left the workspace. `unreachable`: somebody cannot be written to. `place`,
    `permission`, `refused`: the platform takes no such conversation. `opted_out`: somebody left,
    paused or would rather not, after the draw. `people` are those it is about, `text` names the
    remedy to organisers.
    """

    kind: ObstacleKind
    people: tuple[str, ...] = ()
    channel: str = ""
    permissions: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_technical(self) -> bool:
        """Whether the platform refuses the conversation, and none of the people."""
        return self.kind in TECHNICAL

    @property
    def has_remedy(self) -> bool:
        """Whether an organiser can do something about it."""
        return self.kind == "unreachable" or self.is_technical


def obstacle_of(error: PermanentError, recipients: tuple[str, ...] = ()) -> Obstacle:
    """Return a refusal of the platform as an obstacle; `recipients` are named if it names none."""
    match error:
        case PeopleGone(people=people):
            return Obstacle("gone", people)
        case PeopleUnreachable(people=people):
            return Obstacle("unreachable", people or recipients, text=str(error))
        case PlaceGone(channel=channel):
            return Obstacle("place", recipients, channel, text=str(error))
        case PermissionMissing(permissions=permissions, channel=channel):
            people = error.hidden_from or recipients
            return Obstacle("permission", people, channel, permissions, str(error))
    return Obstacle("refused", recipients, text=str(error))
