"""Ports for the servers that tests start."""

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """Return a port that nobody uses, and that no other program gets by chance meanwhile."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)  # below those that systems hand out
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
