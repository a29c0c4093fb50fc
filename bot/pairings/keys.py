"""Keys of messages and subjects of live cards of a round, as strings."""

import datetime as dt

from bot.pairings.programs.records import Membership, PairingProgram


def check_in_key(member_id: int, which: str) -> str:
    """Give the key of a check-in, at the midpoint or the end."""
    return f"checkin:{member_id}:{which}"


def nudge_key(group: int) -> str:
    """Give the key of a group's one nudge."""
    return f"group:{group}:nudge"


def notice_subject(program: PairingProgram, day: dt.date, member: Membership) -> str:
    """Name the living card of one person's notice."""
    return f"notice:{program.id}:{day}:{member.id}"


def intro_key(group: int) -> str:
    """Give the key under which a group is introduced."""
    return f"group:{group}:intro"
