"""Be Discord: REST with state, a gateway with sessions, and every way in which both go wrong.

async with DiscordServer(clock := DrivenClock()) as discord:
    guild, tom = discord.guild("Acme"), discord.person("Tom")
    lunch = discord.channel("lunch")
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = discord.url, yarl.URL(discord.gateway_url)
    with driven(clock):                    # discord.py's own waits go by this clock
        await client.start(discord.app.token)   # in a task
        await discord.gateway.ready()
        delivery = await discord.command(tom, lunch, "lunch", when="12:30")
        await discord.click(tom, delivery.message, label="Join")
    print(discord.transcript(lunch, reader=tom))
"""

from tests.doubles.clock import DrivenClock, RealClock
from tests.doubles.discord.core import Settings
from tests.doubles.discord.driver import driven
from tests.doubles.discord.interactions import Delivery
from tests.doubles.discord.server import DiscordServer
from tests.doubles.discord.state import Channel, Guild, Message, Modal, Role, ScheduledEvent, User
from tests.doubles.faults import Fault, Faults

__all__ = [
    "Channel", "Delivery", "DiscordServer", "DrivenClock", "Fault", "Faults", "Guild", "Message",
    "Modal", "RealClock",
    "Role", "ScheduledEvent", "Settings", "User", "driven",
]  # fmt: skip
