"""Every word of the pages on which Mingle is added to Slack."""

from collections.abc import Sequence

from msgspec import Struct

from adapters.slack import strings
from bot.store.kept import KEPT
from bot.store.kept.words import erasure_of, kept_for

ADD = "Add to Slack"
HOME, PRIVACY, SUPPORT = "/", "/privacy", "/support"
LINKS = ((HOME, "Mingle"), (PRIVACY, "Privacy"), (SUPPORT, "Help"))

BUSY = "too_many"
_AGAIN = "Nothing was added. Begin again with the button."
_REASONS = {
    "access_denied": "You chose not to add Mingle, so nothing was added.",
    "invalid_browser": "This visit began in another browser or window, or it was opened twice, so "
    f"I can't be sure that it is yours. {_AGAIN}",
    "invalid_state": f"That took more than ten minutes, or the page was opened twice. {_AGAIN}",
    "missing_code": f"Slack sent you here without its permission. {_AGAIN}",
    "invalid_code": f"Slack didn't accept the permission it sent along, or didn't answer. {_AGAIN}",
    BUSY: "Too many people are adding Mingle right now. Begin again in ten minutes.",
    "storage_error": "Slack agreed, but I couldn't connect to your workspace. Begin again with the "
    "button in a minute; if it comes back, ask for help.",
}


class Page(Struct, frozen=True):
    """A page as data: paragraphs, an optional button, numbered steps, and a table."""

    title: str
    paragraphs: Sequence[str]
    button: str = ""
    steps: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()  # the first row is its head
    contact: str = ""


def landing_page() -> Page:
    """Return the page with the button."""
    return Page(
        "Lunch with a colleague you don't know yet",
        (
            strings.LONG_DESCRIPTION,
            "Slack shows you what Mingle may do before you agree. You may need an admin of your "
            "workspace, or of your organisation if all of its workspaces are to have Mingle.",
        ),
        button=ADD,
        steps=(
            "Add Mingle to your workspace.",
            "In the channel where lunches should happen, type /invite @Mingle.",
            "There, type /mingle setup. Everyone in the channel is asked once whether they'd like "
            "to take part.",
        ),
    )


def installed_page(workspace: str) -> Page:
    """Return the page after Mingle was added."""
    return Page(
        f"Mingle is in {workspace}" if workspace else "Mingle is in your workspace",
        ("You can close this page. In Slack:",),
        steps=(
            "Go to the channel where lunches should happen and type /invite @Mingle.",
            "There, type /mingle setup. Everyone in the channel is asked once whether they'd like "
            "to take part.",
        ),
    )


def failed_page(reason: str) -> Page:
    """Return the page after Mingle could not be added, by Slack's or Bolt's word for why."""
    words = _REASONS.get(reason, f"Slack didn't let Mingle in. {_AGAIN}")
    return Page("Mingle was not added", (words,), button=ADD)


def known_reason(reason: str) -> str:
    """Return a reason for the log; any word can stand in an address."""
    return reason if reason in _REASONS else "other"


def support_page(contact: str) -> Page:
    """Return the page for whoever needs help."""
    asked = (
        "For anything else, and to have what Mingle keeps about you shown or erased, write to"
        if contact
        else "For anything else, ask whoever gave you the address of this page."
    )
    return Page(
        "Help",
        (
            "In Slack, type /mingle help: it lists everything Mingle does, and organisers see what "
            "they can set up. Or write “help” to Mingle in its own messages.",
            "Mingle doesn't answer? /invite @Mingle brings it into a channel. If it was removed "
            "from the workspace, an admin can add it again here; what it knew is kept for 30 days, "
            "and /mingle setup starts the lunches again.",
            asked,
        ),
        contact=contact,
    )


def privacy_page() -> Page:
    """Return what Mingle keeps about people, from the one declaration of it."""
    head = ("What", "Why", "Who sees it", "How long", "When you are forgotten")
    rows = [
        (kept.what, kept.why, kept.seen, kept_for(kept), erasure_of(kept))
        for kept in KEPT.values()
        if kept.names_people
    ]
    return Page(
        "What Mingle keeps about you",
        (
            "Mingle never reads what people write to each other. It keeps what you tell it and "
            "what it does for you, on the server of whoever runs it, in one database.",
            "/mingle data sends you everything that is kept about you, and why. /mingle forget me "
            "asks once, then erases it at once. Thirty days after you leave the workspace, the "
            "same happens by itself.",
            "When Mingle is removed from a workspace, its key to the workspace is erased at once "
            "and nothing more is sent there. Thirty days later everything of that workspace is "
            "erased, unless Mingle was added again by then.",
        ),
        table=(head, *rows),
    )
