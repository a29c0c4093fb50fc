"""What `mingle swap` says."""

from bot.cli.output import out

INVITED = "Hand this to the other operator, by a way that you trust. It is valid for 14 days, once:"
HAND_BACK = "Hand this back to the other operator:"
ENDED = "Ended. Lunches ahead are called off, and those concerned are told."
NO_KEYS = "database.keys lacks the key with which the keys of swaps are encrypted"
NO_SWAPS = "No swap here. “mingle swap invite” begins one."


def own_fingerprint(fingerprint: str) -> str:
    """Return our keys' fingerprint, for the other operator to compare."""
    return f"The fingerprint of your keys, which they should read as well: {fingerprint}"


def swap_agreed(name: str, fingerprint: str) -> str:
    """Confirm an agreement, with the fingerprint of the other side's keys."""
    return f"Agreed with {name}. Their keys' fingerprint, to compare with them: {fingerprint}"


def bad_swap(why: str) -> str:
    """Print why nothing was agreed or ended."""
    return f"Nothing was done: {why}."


def print_raw(words: str) -> None:
    """Print a line as it is, however long."""
    out.print(words, markup=False, highlight=False, soft_wrap=True)
