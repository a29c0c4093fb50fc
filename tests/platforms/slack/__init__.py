"""Be Slack: the Web API with state, Socket Mode, signed HTTP, and every way in which it goes wrong."""

from tests.platforms.clock import DrivenClock, RealClock
from tests.platforms.faults import Fault, Faults
from tests.platforms.slack.core import Settings
from tests.platforms.slack.courier import Delivery
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.state import Channel, Message, User, View, Workspace

__all__ = [
    "Channel", "Delivery", "DrivenClock", "Fault", "Faults", "Message", "RealClock", "Settings", "SlackServer", "User",
    "View", "Workspace",
]  # fmt: skip
