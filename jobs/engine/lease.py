"""Leases: how long a claim holds. Other processes judge it by the database's clock, and the
process that holds it by its own seconds, from before the claim."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.store.engine import ReadTransaction

LeaseClock = Callable[[ReadTransaction], Awaitable[datetime]]

LEASE = timedelta(seconds=60)
# Seconds of a claim in which a request may leave: what it asks for is done before the lease ends.
SEND_WITHIN = LEASE.total_seconds() - 15
# A claim that lies further in the future than this was made before the clock was set back.
CLOCK_SLACK = timedelta(seconds=5)
