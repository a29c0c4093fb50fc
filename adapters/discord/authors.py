"""Who acted, as the server has them."""

import discord

from adapters.discord import strings
from adapters.discord.gateway import Interaction
from adapters.discord.misunderstood import NotUnderstood
from adapters.discord.people import DiscordPeople
from bot.core.platform import ChannelMember
from bot.ui.speech import say


async def author_of(
    interaction: Interaction, people: DiscordPeople, *, anew: bool = True
) -> ChannelMember:
    """Return who acted; in a DM, Discord is asked whether they are in the server.

    Without `anew`, what it said within the last hours is believed.
    """
    user = interaction.user
    if isinstance(user, discord.Member):
        return people.to_member(people.remember_member(user), interaction.permissions)

    member = await people.fetch_member(str(user.id), anew=anew)
    if member is None:
        raise NotUnderstood(say(strings.NOT_HERE))
    return people.to_member(member)
