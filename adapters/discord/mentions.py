"""Whom a message of Mingle's may call."""

from collections.abc import Iterable

import discord


def allow_mentions(people: Iterable[str] = ()) -> discord.AllowedMentions:
    """Allow mentions of these people and of nobody else."""
    users = [discord.Object(int(native)) for native in people]
    return discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=users or False
    )
