"""Which conversations a person finds in the sidebar of their tab, and with which it opens."""

from markupsafe import Markup

from adapters.playground import layout, records
from adapters.playground.app import PlaygroundApp
from adapters.playground.post import Playground
from adapters.playground.records import Conversation
from adapters.playground.render import Viewer

MAX_GROUPS = 12  # group conversations, the latest first
NO_MESSAGES = (0, 0)


async def first_conversation(app: PlaygroundApp, person: str) -> Conversation:
    """Return the conversation that a person's tab opens with."""
    conversations = (await app.playground.conversations_by_id()).values()
    return next(each for each in conversations if person in each.people)


async def load_sidebar(playground: Playground, current: Conversation, viewer: Viewer) -> Markup:
    """Return the sidebar: channels, groups with messages or open now, and colleagues."""
    with_mingle = await playground.direct_conversation(viewer.person)
    async with playground.database.read_transaction() as tx:
        overview = await records.unread_overview(tx, playground.workspace, viewer.person)

    conversations = (await playground.conversations_by_id()).values()
    own = [each for each in conversations if viewer.person in each.people]
    channels = [each for each in own if each.kind == "channel"]
    groups = [
        each
        for each in own
        if each.kind == "group" and (each.id in overview or each.id == current.id)
    ]
    groups.sort(key=lambda each: overview.get(each.id, NO_MESSAGES)[0], reverse=True)
    unread = {channel: count for channel, (_, count) in overview.items()}
    direct = [with_mingle, *groups[:MAX_GROUPS]]
    return layout.render_sidebar(channels, direct, current.id, unread, viewer)
