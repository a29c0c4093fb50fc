"""Keys of messages and subjects of live cards of a round."""

import datetime as dt

from bot.core.subjects import Subject
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.rounds.records import GroupMember


def check_in_key(member_id: int, which: str) -> str:
    """Return the key of a member's check-in; `which` is "mid" or "end"."""
    return f"checkin:{member_id}:{which}"


def check_in_keys(member_id: int) -> list[str]:
    """Return the keys of both check-ins of a member."""
    return [check_in_key(member_id, "mid"), check_in_key(member_id, "end")]


def unsure_subject(member: GroupMember) -> Subject:
    """Return the subject of the live card that tells of a doubt whether a member comes."""
    return Subject("unsure", member.id)


def off_subject(member_id: int) -> Subject:
    """Return the subject of the live card that tells a member that their lunch is off."""
    return Subject("off", member_id)


def nudge_key(group: int) -> str:
    """Return the key of a group's only nudge."""
    return f"group:{group}:nudge"


def notice_subject(program: PairingProgram, day: dt.date, member: Membership) -> Subject:
    """Return the subject of the live card that announces a round to one person."""
    return notice_subject_of(program.id, day, member.id)


def notice_subject_of(program_id: int, day: dt.date, member_id: int) -> Subject:
    """Return the subject of a notice by the ids of its program and membership."""
    return Subject("notice", program_id, f"{day}", f"{member_id}")


def shift_subject(program: PairingProgram, day: dt.date, member: Membership) -> Subject:
    """Return the subject of the news to one person that an announced round was moved."""
    return Subject("shift", program.id, f"{day}", f"{member.id}")


def intro_key(group: int) -> str:
    """Return the key of a group's introduction."""
    return f"group:{group}:intro"


def news_key(version: int) -> str:
    """Return the key of the news of what a group agreed on; `version` is the agreement's id."""
    return f"agreed:{version}"


def reminder_key(version: int) -> str:
    """Return the key of the reminder of an agreed time."""
    return f"agreed:{version}:soon"


def proposal_key(moment: int) -> str:
    """Return the key of the message about a moment that a member proposed."""
    return f"moment:{moment}"
