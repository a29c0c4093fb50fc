"""The words of the adapter itself; everything else that people read comes from the features."""

from datetime import datetime

from bot.ui.speech import mark, say
from bot.ui.text import ChannelMention, Instant, Link, Text, tell

INSTALL_PATH = "/slack/install"
CANCEL = mark("Cancel")
CLOSE = mark("Close")
CHOOSE = mark("Choose")
CHOOSE_PEOPLE = mark("Choose colleagues")
CHOOSE_CHANNEL = mark("Choose a channel")
CHOOSE_DAY = mark("Choose a day")
CONTINUED = mark("(it goes on)")
TOO_LATE = mark("That took me too long")
BUSY = mark("Slack is keeping me busy right now. Please try again in a minute.")
NO_FILES = mark(
    "I may not read files in this workspace yet: the permission files:read is missing. "
    "Whoever runs Mingle sees with “mingle check” how to add it."
)
LOSING_ACCESS = mark("I'm about to lose access here")
CHANNEL_SHARED = mark("Another company reads along")
CHANNEL_PRIVATE = mark("A channel is private now")
CHANNEL_OPEN = mark("A channel is open to everybody now")
RESTS = mark("I'm cut off from Slack")
TOKEN_DEAD = mark(
    "Slack no longer accepts my access to this workspace, so I can't open forms or write. Please "
    "tell whoever runs Mingle: “mingle check” says what to do. Nothing is lost; I'll catch up."
)
ONE_CLICK = mark("One more click")
OPEN_FORM = mark("Open the form")
NOT_INSTALLED = mark(
    "Mingle isn't in this workspace any more, so nothing happened. An admin can add it again; "
    "what it knew is kept for 30 days after it was removed."
)
TYPE_AS_COMMAND = mark(
    "That's long for me to keep. Please type it as a command, beginning with “/”."
)
CALENDAR_LINK = mark("Add to Google Calendar")
DESCRIPTION = "Introduces colleagues to each other, in person"
LONG_DESCRIPTION = (
    "Mingle gets colleagues to meet in person: lunch pairings every round, open tables for "
    "whoever is hungry today, and a prompt a week for those who like a nudge. Everybody opts in, "
    "can skip or pause with one click, and is never counted by name. It never reads what people "
    "write to each other; it counts only clicks on its own buttons."
)
COMMANDS = {
    "associations": "Professional associations: who of us is in them, and what they look for",
    "events": "See what's on that suits you, sign up, or plan something of your own",
    "happyhour": "Plan a happy hour, or say in private that you'd rather not drink",
    "lunch": "Find company for lunch today, or open a table",
    "mingle": "Join, skip or pause your lunches; “help” lists everything",
    "poll": "Ask a channel something: a secret vote that closes by itself",
    "prompt": "Suggest something small to do, or look after the deck",
    "round": "Join one lunch round, or see how rounds come about",
    "venues": "The places you go to: see them, add one, change one",
}
SHORTCUTS = {
    "lunch": ("Find lunch company", "See free seats today, or open a table"),
    "mingle": ("How things stand", "See what you take part in, and change it"),
}
MESSAGE_SHORTCUTS = {
    "lunch": ("Lunch with people here", "Take a free seat today, or open a table in this channel")
}

STEP_TABLE = "Open a lunch table"
STEP_TABLE_ABOUT = "Opens a table in the name of whoever started the workflow; others take a seat"
STEP_TABLE_INPUTS = {"when": "When, such as tomorrow 12:30", "at": "Where", "topic": "Talk about"}
STEP_PROMPT = "Post the next prompt"
STEP_PROMPT_ABOUT = "Posts the next prompt at once, where whoever starts the workflow organises"
STEP_PERSON = "Who started the workflow"
STEP_CHANNEL = "In which channel"
STEP_UNCLEAR = mark("This step lacks who started the workflow, a channel, or a time.")
STEP_OUTSIDE = mark("Whoever started the workflow isn't in that channel, or I'm not.")
STEP_BY_HAND = mark("This needs a look by a person. Type it as a command instead.")

REFUSALS = {
    "not_in_channel": mark("I am not in that channel yet. Type “/invite @Mingle” there."),
    "channel_not_found": mark(
        "I cannot see that channel. If it is private, type “/invite @Mingle” there."
    ),
    "channel_deleted": mark("That channel was deleted. Set Mingle up in another one."),
    "channel_id_changed": mark(
        "Slack gave that channel another id, as it does when companies begin to "
        "share one. Set Mingle up there again."
    ),
    "is_archived": mark("That channel is archived. Set Mingle up in another one."),
    "restricted_action": mark(
        "This workspace does not let me post there. An admin can allow it in the "
        "channel's settings."
    ),
    "restricted_action_read_only_channel": mark(
        "Only some people may post in that channel, and I am not one of them."
    ),
    "user_disabled": mark("That account is deactivated."),
    "user_not_found": mark("Nobody with that id is in this workspace."),
    "users_not_found": mark("Somebody in that conversation is no longer in this workspace."),
    "user_not_visible": mark("I may not write to that person."),
    "cannot_dm_bot": mark("That is an app, not a person."),
    "invalid_user_combination": mark("Slack does not let these people share a conversation."),
    "message_not_found": mark("That message is gone."),
    "cant_update_message": mark("That message is not one of mine."),
    "edit_window_closed": mark(
        "This workspace does not let messages be changed any more after some time."
    ),
    "missing_scope": mark(
        "I lack a permission. “mingle check” names it; install the app again from the manifest."
    ),
    "too_many_users": mark("Slack takes at most eight people into one conversation."),
    "messages_tab_disabled": mark("Turn on the Messages Tab in the app's settings, App Home."),
    "is_inactive": mark("That channel is not in use any more. Set Mingle up in another one."),
    "not_allowed_token_type": "slack.bot_token is not a bot's token: it begins with xoxb-.",
    "invalid_auth": "Slack does not accept slack.bot_token. Copy it again from the app's page, "
    "OAuth & Permissions.",
    "not_authed": "Slack does not accept slack.bot_token. Copy it again from the app's page, OAuth "
    "& Permissions.",
    "account_inactive": mark(
        "The app was removed from the workspace, or the workspace was closed. "
        "Install the app again."
    ),
    "token_revoked": "The app's token was revoked. Install the app again and copy the new token.",
    "token_expired": "The app's token has expired: token rotation is on. Turn it off, install the "
    "app again and copy the new token.",
    "team_access_not_granted": mark(
        "The organisation has not granted Mingle to the workspace of that "
        "channel. One of its admins adds Mingle there."
    ),
    "invalid_refresh_token": "Slack does not renew Mingle's access to this workspace any more. "
    "Somebody there adds it again with “Add to Slack”.",
    "org_login_required": mark(
        "This workspace is moving to an organisation. Try again when that is done."
    ),
    "invalid_blocks": mark(
        "Slack does not take this message. That is a mistake of ours; the log has more."
    ),
    "msg_too_long": mark(
        "Slack finds this message too long. That is a mistake of ours; the log has more."
    ),
    "msg_blocks_too_long": mark(
        "Slack finds this message too long. That is a mistake of ours; the log has more."
    ),
}

_APP_TOKEN = (
    "Slack does not accept slack.app_token. Copy it again from the app's page, Basic Information."
)
APP_TOKEN_REFUSALS = {
    "invalid_auth": _APP_TOKEN,
    "not_authed": _APP_TOKEN,
    "token_revoked": _APP_TOKEN,
    "account_inactive": _APP_TOKEN,
    "not_allowed_token_type": "slack.app_token is not an app's token: it begins with xapp-.",
    "missing_scope": "slack.app_token lacks the scope connections:write. Make a new one on the "
    "app's page.",
    "socket_mode_not_enabled": "Socket Mode is off. Turn it on, on the app's page.",
}


def refusal_text(error: str) -> str:
    """Return why Slack refused a call, by its error code."""
    return REFUSALS.get(error, f"Slack said no: {error or 'without a reason'}.")


def token_refusal(error: str, *, added: bool) -> str:
    """Return why Slack refuses a token, and what mends that."""
    if not added:
        return refusal_text(error)
    if error == "token_expired":
        return "Mingle's access has expired, and is being renewed."
    return (
        f"Slack does not let Mingle into this workspace any more ({error}). An admin of it adds "
        "Mingle again with “Add to Slack”."
    )


def renewal_refused(address: str, until: Instant) -> Text:
    """Return what organisers read while Mingle can still write."""
    return tell(
        "Slack doesn't renew my access to this workspace. Somebody who may add apps can add me "
        "again: {link}. Nothing is lost. Otherwise I can't write here, or answer, after {until}.",
        until=until,
        link=Link(f"{address}{INSTALL_PATH}", say("Add to Slack")),
    )


def channel_shared(channel: ChannelMention, *, guests: bool) -> Text:
    """Return what organisers read of a channel that another company joined."""
    if guests:
        return tell(
            "{channel} is shared with another company now, so its people read what I post there: "
            "who has a table, what's planned, what was learned. Its people can take part, as your "
            "settings say. If that's not for them, set me up in another channel.",
            channel=channel,
        )
    return tell(
        "{channel} is shared with another company now, so its people read what I post there: who "
        "has a table, what's planned, what was learned. I don't match them. If that's not for "
        "them, set me up in another channel.",
        channel=channel,
    )


def channel_private(channel: ChannelMention) -> Text:
    """Return what organisers read of a channel that was made private."""
    return tell(
        "{channel} was made private. Everything I do there goes on for its people. Colleagues who "
        "aren't in it can't join by themselves any more: somebody has to invite them. If it's "
        "meant for everybody, set me up in another channel.",
        channel=channel,
    )


def channel_open(channel: ChannelMention) -> Text:
    """Return what organisers read of a private channel that was opened."""
    return tell(
        "{channel} is no longer private, so every colleague can read what I post there, and what I "
        "posted: who has a table, what's planned, what was learned. If that's not for everybody, "
        "set me up in another channel.",
        channel=channel,
    )


def scopes_needed(scopes: list[str]) -> str:
    """Return what mends missing scopes."""
    named = ", ".join(scopes) or "a scope"
    return (
        f"The app lacks {named}. Paste the manifest anew (“mingle manifest slack”) and install the "
        "app again."
    )


SCOPES_FINE = "Slack: every permission that Mingle needs is granted."
CLOCK_FINE = "Slack: this machine's clock agrees with Slack's."
CLOCK_UNKNOWN = "Slack: the answer had no date, so clocks were not compared."
SOCKETS_FINE = "Slack: a socket can be opened."


def not_slack(address: str) -> str:
    """Return why Mingle does not start where something else answers at the API's address."""
    return f"Something answers at {address}, but it is not Slack. Correct slack.api_url."


def api_unreachable(address: str) -> str:
    """Return the finding that the API cannot be reached."""
    return (
        f"Slack did not answer at {address}. Is this machine connected? slack.api_url says "
        "where Slack is."
    )


def connected_to(team: str, bot: str) -> str:
    """Return the finding that names the workspace and the bot."""
    return f"Slack: connected to {team} as {bot}."


def scopes_missing(missing: list[str], *, added: bool) -> str:
    """Return the finding about scopes that are not granted; `added` is whether by a click."""
    again = "have Mingle added there again" if added else "install the app again"
    return (
        f"Slack: the app lacks {', '.join(missing)}. Paste the manifest anew "
        f"(mingle manifest slack) and {again}."
    )


def clock_wrong(seconds: int) -> str:
    """Return the finding about a clock that is off."""
    return (
        f"Slack: this machine's clock is {seconds} seconds off. Turn on time synchronisation (NTP)."
    )


def http_door(host: str, port: int) -> str:
    """Return the finding that names the HTTP address."""
    return (
        f"Slack: requests are taken at http://{host}:{port}/slack/events; your public https "
        "address must lead there."
    )


APP_FINE = "Slack: the app has every event and command that the manifest has."
APP_UNSEEN = (
    "Slack: which events the app is subscribed to can be seen only with slack.config_token. After "
    "an update of Mingle paste the manifest anew (mingle manifest slack)."
)
NO_KEYS = (
    "Slack: database.keys is missing, with which the keys to workspaces are encrypted. "
    "`openssl rand -base64 32 | tr +/ -_` makes one."
)


def app_unreadable(error: str) -> str:
    """Return the finding that the app's own page could not be read."""
    return f"Slack: slack.config_token does not show the app ({error}). Make a new one."


def app_lacks(names: list[str]) -> str:
    """Return the finding about events and commands that the app does not have."""
    return (
        f"Slack: the app lacks {', '.join(names)}. Paste the manifest anew (mingle manifest slack) "
        "and save it."
    )


def pages_door(address: str, host: str, port: int) -> str:
    """Return the finding that names the page “Add to Slack”."""
    return f"Slack: anybody can add Mingle at {address}/, which must lead to {host}:{port}."


def nobody_added(address: str) -> str:
    """Return the finding that the app is in no workspace yet."""
    return f"Slack: nobody has added Mingle yet. Open {address}/ and click “Add to Slack”."


def key_missing(name: str) -> str:
    """Return the finding that a token cannot be decrypted."""
    return (
        f"Slack, {name}: its token is encrypted with a key that is not in database.keys any more. "
        "Put the key back after the others, or have Mingle added there again."
    )


def token_expired(name: str, at: datetime) -> str:
    """Return the finding that a token was not renewed in time."""
    return (
        f"Slack, {name}: its token expired on {at:%-d %b, %H:%M} UTC. `mingle run` renews it; is "
        "it running? If it says that Slack refuses, have Mingle added there again."
    )


def token_rotates(name: str, at: datetime) -> str:
    """Return the finding that a token is renewed."""
    until = f"{at:%-d %b, %H:%M} UTC"
    return f"Slack, {name}: tokens rotate; this one fits until {until} and is renewed before."


def organisation_teams(name: str, teams: list[str]) -> str:
    """Return the finding about an organisation, and those of its workspaces that have the app."""
    if teams:
        return f"Slack: {name} is an organisation, with Mingle in {', '.join(teams)}."
    return (
        f"Slack: {name} is an organisation, with Mingle in none of its workspaces. One of its "
        "admins adds some under Integrations, Installed apps."
    )


def one_of_organisation(name: str) -> str:
    """Return the finding that only one workspace of an organisation has the app."""
    return f"Slack: Mingle is in {name} alone, not in the other workspaces of its organisation."


def in_channel(name: str) -> str:
    """Return the finding that Mingle is in a channel."""
    return f"Slack: Mingle is in #{name}."


def not_in_channel(name: str) -> str:
    """Return the finding that Mingle is not in a channel that it serves."""
    return f"Slack: Mingle is not in #{name}. Type “/invite @Mingle” there."
