"""The names under which the Discord adapter keeps settings (`bot/core/settings.py`).

Discord says some things once: that somebody takes no direct messages, which thread was opened.
"""

THREAD = "discord.thread"  # about a message's key: the thread that was opened for it
# about a person who takes no direct messages: the thread in which they are written to
CLOSED_DM = "discord.closed"
EVENT = "discord.event"  # about an event's uid: the scheduled event that was made for it
APP_WORKSPACE = "discord:app"  # the workspace of what belongs to no server
COMMANDS = (
    "discord.commands"  # about the app: what its commands looked like when they were last sent
)
