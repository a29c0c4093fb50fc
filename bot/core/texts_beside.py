"""Texts that a form posts besides those that somebody types in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextBeside:
    """A text that a form posts though nobody typed it there, where it is, and the field to ask at.

    `hints` are not asked about where anybody can read it anyway.
    """

    field: str
    where: str
    text: str
    hints: bool = True
