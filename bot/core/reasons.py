"""Why Mingle writes: each reason states whether people joined for what it sends."""

import enum


class Purpose(enum.IntEnum):
    """What a reason's messages are to those who receive them; `bot/attention/rules.py` obeys it.

    Three purposes count against the weekly limit. `JOINED` is what people take part for: on time or
    not at all, and nothing else takes its place. `COLLEAGUE` is what one person asks of another by
    way of Mingle: its place was taken when they asked. `ADDED` is what Mingle adds of its own
    accord: it has the places that are left.

    Three do not count. `NEWS` is what becomes of something that its reader has: a seat, a group, a
    question they asked. `ORGANISING` is what somebody has to decide because they organise,
    or to read because they are named as somebody to tell. `LAST_WORD` is what they hear just before
    Mingle can say nothing any more: it waits for their hours only where it can still be said then.
    """

    ADDED = 0
    COLLEAGUE = 1
    JOINED = 2
    NEWS = 3
    ORGANISING = 4
    LAST_WORD = 5


COUNTED = (Purpose.ADDED, Purpose.COLLEAGUE, Purpose.JOINED)


class MessageReason(str):
    """The name of a reason, such as "lunch.notice", with the purpose that it serves."""

    __slots__ = ("purpose",)
    purpose: Purpose

    def __new__(cls, name: str, purpose: Purpose) -> "MessageReason":
        """Return the name, with its purpose as an attribute."""
        reason = super().__new__(cls, name)
        reason.purpose = purpose
        return reason
