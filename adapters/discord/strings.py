"""The words of the adapter itself; everything else that people read comes from the features."""

from collections.abc import Collection, Mapping

from bot.core.channel_rights import PUBLIC_THREADS
from bot.ui.speech import mark, say

VIEW_CHANNEL = "View Channel"
MAX_THREAD_NAME = 100  # units of UTF-16
CHOOSE = mark("Choose")
DAY = mark("For example 2026-03-31")
GO_ON = mark("Go on")
LOOK_AGAIN = mark("Look at it again")
OPEN_FORM = mark("Open the form")
ALMOST = mark("Almost there")
NOT_YET = mark("That didn't work yet")
FORM_READY = mark("The form is ready now.")
FORM_GONE = mark(
    "This form was sent before, or is too old. Please open it anew to change something."
)
NOT_HERE = mark("I don't know you in that server. Please do this in the server itself.")
WHICH_SERVER = mark("Which one is this about? I'll remember it for what you type here.")
SEVERAL_SERVERS = mark("You use Mingle in more than one server")
ANOTHER_SERVER = mark("Another server")
A_SERVER = mark("A server")
TYPE_AGAIN = mark("Please type it once more.")
NO_SERVER = mark(
    "I don't know you in any server yet. Please use Mingle once in yours; after that it works here."
)
BUSY = mark("Discord is keeping me busy right now. Please try again in a minute.")
UNREADABLE = mark(
    "Discord sent me this in a way that I can't read, so I did nothing. Please try again."
)
EVENT_LINK = mark("This event in the server's list")
NO_PLACE = "No place yet"
# what a click on "Interested" in the server's list counts as, by how the host wants it
INTERESTED = {
    "maybe": "“Interested” counts as a maybe. If you're going, say so where it was posted.",
    "going": "“Interested” counts as going.",
}
IN_A_CHANNEL = mark("A channel of the server")
LUNCH_WITH = "Lunch with …"
MENUS = {LUNCH_WITH: "lunch with"}  # an entry in a person's menu, and the command that it runs
# the subcommand that stands for a word alone, since Discord's groups cannot be used alone
ALONE = {
    "associations": "list",
    "events": "list",
    "happyhour": "plan",
    "lunch": "find",
    "mingle": "home",
    "venues": "list",
}
ANY_ALONE = "show"
# organisers' commands that stay in a full group while there is room: every guide names them
BESIDE_LAST = frozenset({"mingle setup"})
GROUPS = {
    "associations": "Associations, their chapters, and openings",
    "lunch": "Find company for lunch, or open a table",
    "mingle": "Take part, pause, tell about yourself",
    "prompt": "Suggest a prompt, or look after the deck",
    "round": "Lunch rounds: take part once, preview and explain them",
}
FOR_ORGANISERS = "What organisers look after"
ANY_GROUP = "Something Mingle does"

STARTER = mark("A thread for you")
TOKEN_REFUSED = (
    "Discord does not accept discord.token. Make a new one on the app's page, Bot, "
    "Reset Token, and start Mingle again."
)
NO_CHANNEL = mark(
    "I know no channel in which I could open a private thread. An organiser types "
    "“/mingle setup” in a channel; that is where it will be."
)
NO_TEXT_CHANNEL = mark(
    "That is not a text channel, so I can open no thread there. Set Mingle up in a text channel."
)
SILENCED = mark(
    "Somebody may not write in this server yet, or not for a while: they have the server's rules "
    "to accept first, or are timed out."
)
HIDDEN_CHANNEL = mark(
    "A role hides the channel from some of them. Let everybody who takes part see it, or set "
    "Mingle up in a channel that all of them see."
)
REFUSALS = {
    0: TOKEN_REFUSED,
    10003: mark("That channel is gone."),
    10004: mark("I am no longer in that server."),
    10007: mark("That person is no longer in the server."),
    10008: mark("That message is gone."),
    10013: mark("Nobody has that id."),
    30038: mark("The server has as many scheduled events as Discord allows."),
    50001: mark(
        "I cannot see that channel. Allow me “View Channel” there; “mingle check” says where."
    ),
    50005: mark("That message is not one of mine."),
    50007: mark("That person takes no direct messages."),
    50013: mark("I lack a permission there. “mingle check” says which."),
    50278: mark("That person shares no server with me any more."),
    160006: mark("The server has as many open threads as Discord allows."),
}


def refusal_text(code: int, text: str = "") -> str:
    """Return why Discord refused a call; `text` is its own message.

    Only the first line of it: the others quote what was sent.
    """
    words = text.partition("\n")[0].strip()
    return REFUSALS.get(code) or f"Discord said no: {words or code or 'without a reason'}."


def permissions_needed(names: Collection[str]) -> str:
    """Return what mends missing permissions."""
    return f"Allow me {_quoted(names)} in the channel's settings."


IN_DIRECT_MESSAGES = "I introduce people in direct messages instead of a thread"
# What it means that one of these is missing.
_COSTS: Mapping[frozenset[str], str] = {
    frozenset({VIEW_CHANNEL, "Send Messages"}): "I can't post there",
    frozenset({"Attach Files"}): "I can't post pictures or calendar files there",
    frozenset(
        {VIEW_CHANNEL, "Attach Files", "Create Private Threads", "Send Messages in Threads"}
    ): IN_DIRECT_MESSAGES,
    frozenset({"Read Message History"}): "I can't look there whether a message of mine arrived, "
    "and ask you instead",
}


def _quoted(names: Collection[str]) -> str:
    *first, last = (f"“{name}”" for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def rights_needed(channel: str, names: Collection[str]) -> str:
    """Return what is missing where somebody wants to set something up, and what mends it."""
    if VIEW_CHANNEL in names:
        if not channel:
            return say(
                "I can't see that channel. Allow me “View Channel” in the channel's settings."
            )
        return say(
            "I can't see #{channel}. Allow me “View Channel” in the channel's settings.",
            channel=channel,
        )
    return say(
        "I may not do enough in #{channel} yet. Allow me {rights} in its settings.",
        channel=channel,
        rights=_quoted(names),
    )


def rights_lacking(names: Collection[str], *, introduces: bool) -> str:
    """Return what is missing in a channel in which something is set up, and what it means."""
    costs = []
    for missing, cost in _COSTS.items():
        if missing & set(names) and (introduces or cost != IN_DIRECT_MESSAGES):
            costs.append(cost)
    return (
        f"Allow me {_quoted(names)} in the channel's settings. Until then {', and '.join(costs)}."
    )


_KINDS = {
    1: mark("a direct message"),
    2: mark("a voice channel"),
    4: mark("a category"),
    5: mark("an announcement channel"),
    10: mark("a thread"),
    11: mark("a thread"),
    12: mark("a thread"),
    13: mark("a stage"),
    15: mark("a forum"),
    16: mark("a media channel"),
}
_OTHER_KIND = mark("a channel of another kind")


def wrong_kind(kind: int) -> str:
    """Return the error about a channel of a kind in which a feature does not work."""
    what = say(_KINDS.get(kind, _OTHER_KIND))
    if kind == 5:
        return say(
            "That's {kind}, so people can't meet in private threads there. Please choose a text "
            "channel.",
            kind=what,
        )
    return say("That's {kind}, not a text channel. Please choose a text channel.", kind=what)


def lesser_way(channel: str, kind: str) -> str:
    """Return the question whether something is wanted in the lesser way that there is."""
    if kind == PUBLIC_THREADS:
        return say(
            "I may not open private threads in #{channel}. Allow me “Create Private Threads” in "
            "its settings. Or I introduce people in public threads: everybody who sees the channel "
            "can read what they write there.",
            channel=channel,
        )
    return say(
        "I may not add to the server's events. Allow me “Create Events” in the server's settings. "
        "Or the announcement comes with a calendar file instead."
    )


def about_server(name: str) -> str:
    """Return which server an answer in a direct message is about."""
    return say("In {name}", name=name)


def server_chosen(name: str) -> str:
    """Return the confirmation of a choice."""
    return say("What you type here is about {name} from now on", name=name)


def form_progress(number: int, steps: int) -> str:
    """Return how far somebody is in a form of several pages."""
    return say(
        "That was page {number} of {steps}. What you typed is kept; the rest is quick.",
        number=number,
        steps=steps,
    )


def page_label(number: int) -> str:
    """Return the label of a button that opens a page with a mistake."""
    return say("Page {number}", number=number)


def thread_name(names: list[str]) -> str:
    """Return a thread's name: the people in it, as many as its 100 characters hold."""
    for named in range(len(names), 0, -1):
        more = len(names) - named
        name = ", ".join(names[:named]) + (f" and {more} more" if more else "")
        if len(name.encode("utf-16-le")) <= 2 * MAX_THREAD_NAME:
            return name
    return "Mingle"


def thread_opening(names: str) -> str:
    """Return the message below which a public thread is opened."""
    return say("{names}: there is something for you in this thread.", names=names)


COMMANDS_FINE = "Discord: the commands are as this version of Mingle has them."
COMMANDS_OLD = (
    "Discord: the commands are not sent yet, or changed since. “mingle run” sends them "
    "when it starts."
)


def not_discord(address: str) -> str:
    """Return why Mingle does not start where something else answers at the API's address."""
    return f"Something answers at {address}, but it is not Discord. Correct discord.api_url."


def api_unreachable(address: str) -> str:
    """Return the finding that the API cannot be reached."""
    return (
        f"Discord did not answer at {address}. Is this machine connected? discord.api_url says "
        "where Discord is."
    )


ABOUT_SERVERS, ABOUT_INTENTS = "the servers that the bot is in", "the app's intents"
ABOUT_COMMANDS, ABOUT_LOGINS = "the commands", "the logins that are left"


def odd_answer(about: str) -> str:
    """Return the finding that Discord answers a question in a way that nobody can read."""
    return f"Discord answers about {about} in a way that I can't read. Try again in a minute."


def refused_check(about: str, text: str) -> str:
    """Return the finding that Discord refuses to answer; `text` is its own message."""
    return f"Discord does not answer about {about}: {text.partition(chr(10))[0] or 'refused'}."


def connected_as(bot: str, servers: int) -> str:
    """Return the finding that the token is accepted, and in how many servers the bot is."""
    where = "one server" if servers == 1 else f"{servers} servers"
    finding = f"Discord: the token is accepted; {bot} is in {where}."
    if servers:
        return finding
    return f"{finding} “mingle invite discord” prints the link that lets Mingle in."


NO_INTENT = "Discord: no privileged intent is on, and none is needed."
MEMBERS_GRANTED = "Discord: the Server Members Intent is on, as discord.members asks for."
MEMBERS_REFUSED = (
    "Discord: discord.members is on, but the Server Members Intent is not. Turn it on, on the "
    "app's page, Bot. Until then Mingle goes on without it."
)


def extra_intents(extra: list[str]) -> str:
    """Return the finding about privileged intents that are on without need."""
    names = [intent.removeprefix("gateway_").replace("_", " ") for intent in extra]
    return (
        "Discord: Mingle needs no such privileged intent. Turn off, on the app's page, Bot: "
        f"{', '.join(names)}."
    )


def logins_left(left: int, host: str) -> str:
    """Return the finding about the logins that are left today."""
    return f"Discord: {left} logins to {host} are left today; each restart takes one."


def server_fine(name: str) -> str:
    """Return the finding that a server grants all permissions."""
    return f"Discord, {name}: every permission that Mingle needs is granted."


def server_lacks(name: str, lacking: list[str]) -> str:
    """Return the finding about permissions that a server does not grant."""
    return (
        f"Discord, {name}: I lack {', '.join(lacking)}. Let me in anew with “mingle invite "
        "discord”."
    )


def channel_lacks(server: str, name: str, lacking: list[str]) -> str:
    """Return the finding about a channel's permissions, whether they lack or not."""
    if not lacking:
        return f"Discord, {server}: #{name} allows everything that Mingle needs."
    return (
        f"Discord, {server}: in #{name} I lack {', '.join(lacking)}. Allow that in the "
        "channel's settings."
    )


def channel_missing(server: str, native: str) -> str:
    """Return the finding that a channel is gone."""
    return (
        f"Discord, {server}: the channel {native} is gone, or is no text channel any more. Type "
        "“/mingle setup” in another one."
    )


def invitation_text(link: str, scopes: dict[str, str], permissions: dict[str, str]) -> str:
    """Return the invite link, with the scopes and permissions that it asks for."""
    lines = [f"  {name}: {why}" for name, why in scopes.items()]
    lines += [f"  {name.replace('_', ' ')}: {why}" for name, why in permissions.items()]
    return "\n".join([link, "", "It asks for:", *lines, "", "No privileged intent is needed."])
