"""The names of the Discord adapter's settings, which are kept by `bot/core/settings.py`.

They hold what Discord says only once: that somebody takes no DMs, or which thread was opened.
"""

THREAD = "discord.thread"  # about a message's key: the thread that was opened for it
CLOSED_DM = "discord.closed"  # about a person who takes no DMs: the thread used instead
CLOSED_SINCE = "discord.closed_since"  # about a person: when a DM to them was last refused
EVENT = "discord.event"  # about an event's uid: the scheduled event that was made for it
EVENT_SEEN = "discord.event_seen"  # about an event's uid: what stood in it last, as JSON
CHOSEN_SERVER = "discord.chosen_server"  # about a person: when they chose it for their DMs
COMMANDS = "discord.commands"  # about the app: the fingerprint of the commands last sent
COMMAND_IDS = "discord.command_ids"  # about the app: the ids of its commands, as JSON
APP_WORKSPACE = "discord:app"  # the workspace of what belongs to no server
