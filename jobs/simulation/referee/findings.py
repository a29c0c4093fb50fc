"""What a rehearsal finds wrong in what was said, by kind."""

from msgspec import Struct


class FalseSentence(Struct, frozen=True):
    """A kind of false sentence: why it was sent, the rule that it broke, how often, and one."""

    reason: str
    rule: str
    times: int
    example: str
