"""The methods of the Web API."""

from tests.doubles.slack.methods import (
    chat,
    conversations,
    files,
    marks,
    oauth,
    people,
    steps,
    views,
)
from tests.doubles.slack.methods.registry import METHODS, Call, Method

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "chat",
    "conversations",
    "files",
    "marks",
    "oauth",
    "people",
    "steps",
    "views",
]
