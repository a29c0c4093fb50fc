"""A simulated Slack: the Web API with state, Socket Mode, signed HTTP, and its failures."""

from tests.doubles.clock import DrivenClock, RealClock
from tests.doubles.faults import Fault, Faults
from tests.doubles.slack.core import Settings
from tests.doubles.slack.courier import Delivery
from tests.doubles.slack.server import SlackServer
from tests.doubles.slack.state import Channel, Message, User, View, Workspace

__all__ = [
    "Channel", "Delivery", "DrivenClock", "Fault", "Faults", "Message", "RealClock", "Settings",
    "SlackServer", "User",
    "View", "Workspace",
]  # fmt: skip
