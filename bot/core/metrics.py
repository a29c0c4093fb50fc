"""Metrics for Prometheus: what happened in this process, in few series and without people.

A label takes few values, all of them from the program itself: no workspace, channel or person.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)

REGISTRY = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

PLATFORMS = ("slack", "discord", "playground")
OTHER = "other"  # the label of what is not known by name

INFO = Gauge("mingle_info", "1, with the version that runs.", ["version"], registry=REGISTRY)
DELIVERIES = Counter(
    "mingle_deliveries",
    "Messages handed to a platform, by what became of them.",
    ["kind", "outcome"],
    registry=REGISTRY,
)
INTERACTIONS = Counter(
    "mingle_interactions",
    "Commands, clicks and forms, by what became of them.",
    ["platform", "kind", "outcome"],
    registry=REGISTRY,
)
ACKNOWLEDGEMENT_SECONDS = Histogram(
    "mingle_acknowledgement_seconds",
    "Seconds until an interaction was acknowledged; platforms wait three.",
    ["platform"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0),
    registry=REGISTRY,
)
ANSWERS_BY_MESSAGE = Counter(
    "mingle_answers_by_message",
    "Answers that could not be shown where somebody acted, and went as direct messages.",
    ["platform"],
    registry=REGISTRY,
)
API_CALLS = Counter(
    "mingle_api_calls",
    "Calls to a platform, by how it answered.",
    ["platform", "outcome"],
    registry=REGISTRY,
)
RATE_LIMITED = Counter(
    "mingle_rate_limited", "Answers that asked to wait (429).", ["platform"], registry=REGISTRY
)
JOB_SECONDS = Histogram(
    "mingle_job_seconds",
    "Seconds that jobs took, their preparation apart.",
    ["kind", "step"],
    buckets=(0.01, 0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0),
    registry=REGISTRY,
)
JOB_FAILURES = Counter(
    "mingle_job_failures", "Jobs that ended in an error.", ["kind"], registry=REGISTRY
)
ENGINE_IDLE_SECONDS = Gauge(
    "mingle_engine_idle_seconds", "Seconds since the engine took a turn.", registry=REGISTRY
)
CONNECTED = Gauge(
    "mingle_connected", "1 while interactions can arrive.", ["platform"], registry=REGISTRY
)

# Read from the database when somebody asks; replicas report the same.
MESSAGES = Gauge(
    "mingle_messages", "Messages that have not been settled.", ["state", "kind"], registry=REGISTRY
)
JOBS_WAITING = Gauge("mingle_jobs_due", "Jobs that are due and not done.", registry=REGISTRY)
SET_ASIDE = Gauge(
    "mingle_set_aside",
    "Rows that failed too often or cannot be read, and wait for an organiser.",
    ["table"],
    registry=REGISTRY,
)
HELD = Gauge(
    "mingle_held_messages",
    "Messages that may have arrived or not, and wait for an organiser.",
    registry=REGISTRY,
)
HELD_BY_RESTORE = Gauge(
    "mingle_held_by_restore",
    "Rows that were due when a backup was restored, and wait for an organiser.",
    ["table"],
    registry=REGISTRY,
)
OLDEST_DUE_SECONDS = Gauge(
    "mingle_oldest_due_seconds",
    "Age of what has been due for the longest time.",
    ["queue"],
    registry=REGISTRY,
)
CARDS_OUTDATED = Gauge(
    "mingle_cards_outdated", "Live cards whose messages show an old version.", registry=REGISTRY
)


def platform_of(workspace: str) -> str:
    """Return the label of a workspace's platform."""
    name = workspace.partition(":")[0]
    return name if name in PLATFORMS else OTHER
