"""Refusals as Discord sends them: status, code, sentence, and the errors of a form by path."""

from collections.abc import Iterable
from typing import Any

Wrong = tuple[str, str]  # where ("embeds.0.title") and what
REASONS: dict[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (404, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10070: (404, "Unknown Guild Scheduled Event"),
    30003: (400, "Maximum number of pins reached for the channel (50)"),
    30032: (400, "Maximum number of application commands reached (100)"),
    30034: (429, "Max number of daily application command creates has been reached (200)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached"),
    30038: (400, "Maximum number of scheduled events has been reached (100)"),
    40003: (429, "You are opening direct messages too fast"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50019: (400, "A message can only be pinned in the channel in which it was sent"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
    180000: (400, "Cannot update a finished event"),
}
FORM = 50035


class Refused(Exception):
    """Discord says no."""

    def __init__(self, code: int, wrong: Iterable[Wrong] = (), **extra: Any) -> None:
        self.code, self.wrong = code, list(wrong)
        self.status, message = REASONS[code]
        super().__init__(code, message, *self.wrong)
        self.answer: dict[str, Any] = {"message": message, "code": code, **extra}
        if self.wrong:
            self.answer["errors"] = _tree(self.wrong)


def refuse(wrong: Iterable[Wrong]) -> None:
    """Refuse a form if there is anything wrong with it."""
    if found := list(wrong):
        raise Refused(FORM, found)


def _tree(wrong: list[Wrong]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for where, what in wrong:
        node = tree
        for part in filter(None, where.split(".")):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": "INVALID", "message": what})
    return tree
