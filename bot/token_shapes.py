"""Which of Slack's tokens is which, by how it begins. Pure."""

_BOT_TOKEN = "the bot's begins with xoxb- and is on the app's page, OAuth & Permissions."
_APP_TOKEN = "the app's begins with xapp- and is on the app's page, Basic Information."
_ROTATES = (
    "slack.bot_token expires after twelve hours: token rotation is on. Turn it off on the app's "
    "page, or leave the token out and set slack.client_id."
)


def misplaced_token(bot: str, app: str, *, needs_app: bool) -> str:
    """Return a sentence about a token of another kind than its setting takes, or nothing."""
    if bot.startswith("xapp-") and app.startswith("xoxb-"):
        return "slack.bot_token and slack.app_token are mixed up: swap them."
    return _bot_problem(bot) or (_app_problem(app) if needs_app else "")


def _bot_problem(token: str) -> str:
    if not token or token.startswith("xoxb-"):
        return ""
    if token.startswith("xoxp-"):
        return "slack.bot_token is somebody's own token. Take the bot's, which is beside it."
    if token.startswith("xoxe"):
        return _ROTATES
    other = "the app's token" if token.startswith("xapp-") else "no bot's token"
    return f"slack.bot_token is {other}; {_BOT_TOKEN}"


def _app_problem(token: str) -> str:
    if not token or token.startswith("xapp-"):
        return ""
    other = "a bot's token" if token.startswith("xoxb-") else "no app's token"
    return f"slack.app_token is {other}; {_APP_TOKEN}"
