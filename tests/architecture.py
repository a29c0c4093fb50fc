"""The rooms of the house: what may import what, and what stands where.

`tests/test_layers.py` checks the tree against these rules, and each rule against an example of
what it refuses.
"""

import ast
from collections.abc import Iterator, Mapping

from tests.imports import is_within, list_imports

PROJECT = ("bot", "adapters", "jobs")

# A module may import what has a lower number, and what is in its own room.
LAYERS: Mapping[str, float] = {
    "bot": 0,
    "bot.ui": 0,  # what people see
    "bot.dates": 0,
    "bot.matching": 0,
    "bot.config": 0,
    "bot.token_shapes": -0.1,  # settings are judged by it
    "bot.logs": 0.1,
    "bot.store": 0.2,
    "bot.core": 0.5,
    "bot.people": 1,
    "bot.attention": 1,
    "bot.text_guard": 1,
    "bot.core.dispatch": 1.5,  # the way in and the way out to organisers know who people are
    "bot.core.alerts": 1.5,
    "bot.venues": 2,
    "bot.learnings": 2,
    "bot.prompts": 2,
    "bot.events": 2,
    "bot.pairings": 3,
    "bot.polls": 3,
    "bot.sources": 3,
    "bot.digest": 4,
    "bot.happy_hour": 4,
    "bot.associations": 4,
    "bot.restores": 4,
    "bot.open_tables": 4,  # a table asks pairings for the lunch channel and its members
    "bot.conduct": 5,
    "bot.calendar_feeds": 5,
    "bot.own_data": 5,
    "bot.reports": 5,
    "bot.held_messages": 5,
    "bot.kits": 5,
    "bot.ladder": 5,
    "bot.know_how": 5,
    "bot.swap": 5,
    "bot.next_step": 5,
    "bot.first_days": 5,
    "bot.home": 5.5,  # shows what all others have for a person
    "bot.store.schema": 6,  # collects the tables of every feature
    "bot.store.migrate": 6,
    "bot.store.backups": 6,
    "bot.store.migrations": 6,
    "bot.features": 6,
    "jobs": 7,
    "adapters": 7,
    "bot.cli": 8,
    "bot.cli.app": 9,
    "bot.__main__": 10,
}

# Neighbours of one layer: who may import whom.
BESIDE = {
    ("bot.attention", "bot.people"),
    ("bot.text_guard", "bot.people"),  # it names who may change the words that stay inside
    ("bot.digest", "bot.associations"),  # a channel is told of the openings of what it may go to
    ("bot.first_days", "bot.know_how"),  # newcomers are told whom they could ask
    ("bot.first_days", "bot.next_step"),  # and of an event that suits them
    ("bot.ladder", "bot.kits"),  # who did a step of a plan has helped
    ("bot.prompts", "bot.learnings"),  # a prompt quotes what people learned from it
    ("bot.events", "bot.learnings"),  # an event is an occasion to learn something
    ("bot.venues", "bot.events"),  # a venue was visited when an event took place there
}

# These rooms know nothing of Mingle but themselves.
PURE = ("bot.ui", "bot.dates", "bot.matching")

FEATURES = tuple(
    room.removeprefix("bot.")
    for room, layer in LAYERS.items()
    if 1 <= layer <= 5 and room.count(".") == 1
)

# The files that a feature may have, each with one meaning. A package of the name is as good.
FEATURE_FILES = {
    "access",  # who may do it: the checks that commands begin with
    "avoidances",  # how what two share ends once one would rather not meet the other
    "channels",  # what the feature knows of channels, registered in bot/features.py
    "commands",  # what starts from a person
    "departures",  # what becomes of its things when somebody leaves the workspace
    "form_input",  # what forms and options say, read
    "live_cards",  # cards that are rendered when they are sent
    "notifications",  # what it says unasked, and why
    "occasions",  # what people learn at, registered in bot/features.py
    "recheck",  # what is checked again when its messages are claimed
    "records",  # its SQL
    "rules",  # pure
    "tables",
    "texts",  # what people write in it, which organisers may hide; registered in bot/features.py
    "views",  # the words that people read
}

# What else a feature has, because it is what the feature is about.
OWN_FILES: Mapping[str, set[str]] = {
    "text_guard": {
        "check", "findings", "hints", "kept_words", "numbers", "shapes", "talk_card", "tokens",
    },
    "attention": {"reservations"}, "calendar_feeds": {"feeds"},
    "associations": {
        "cards", "admission", "deadlines", "event_openings", "fitting", "known", "opening_records",
        "reminders", "seconds",
    },
    "digest": {
        "budget", "filters", "groups", "introductions", "issues", "travel", "travel_records",
    },
    "events": {
        "announce", "calendar_entry", "changes", "creation", "guest_list", "host_search",
        "interest", "links", "native_changes", "pasted_links", "previews",
        "reminders", "repeats", "rsvps", "series", "series_changes", "series_records", "sightings",
    },
    "happy_hour": {
        "date_options", "poll_close", "poll_details", "poll_open", "recap", "series",
        "series_records", "settings", "suggestions",
    },
    "held_messages": {"arrivals", "decisions", "kept_reasons"},
    "home": {"agenda", "overview", "page", "program_status"},
    "kits": {
        "event_changes", "expected", "free_dates", "kits", "own_kits", "plans", "recipes",
        "reminders", "request_records", "requests",
    },
    "first_days": {"look_back", "steps"}, "know_how": {"introductions"},
    "learnings": {"monthly_recap"},
    "open_tables": {"mergers", "seats", "usual_records"},
    "next_step": {
        "asker", "choice", "event_steps", "lunch_steps", "opening_steps", "table_steps",
    },
    "pairings": {"agreements", "health", "insights", "keys", "programs", "rounds"},
    "pairings.agreements": {"agreement", "offers", "places", "updates"},
    "pairings.health": {"check"}, "pairings.insights": {"dry_run", "estimate", "team_network"},
    "pairings.programs": {
        "cadence", "change_records", "hosts", "invitations", "round_changes", "silence_records",
    },
    "pairings.rounds": {
        "availability", "calendar_entry", "cancellation", "changes", "common_ground",
        "confirmation", "conversation", "corrections", "draw", "expected", "free_records",
        "group_details", "history", "icebreakers", "late_joiners", "notices", "obstacle", "once",
        "opt_outs", "participants", "profile_cards", "proposal", "rematch", "replacements",
        "report", "running_cards", "silenced",
        "snapshot", "timetable", "undo", "undone_records", "welcomers",
    },
    "own_data": {"page"}, "reports": {"page"},
    "swap": {
        "agreements", "crossings", "envelope", "exchange", "lunches", "refusals", "tickets",
        "traded", "turns",
    },
    "people": {
        "busy_times", "csv", "csv_lines", "diets", "erasure", "erasure_records", "erasure_texts",
        "headings", "hours", "identities", "languages", "meanings",
        "neighbours", "newcomers", "one_line", "pauses", "people_tables", "platform_updates",
        "profile_fields", "pseudonyms", "topics", "towns", "travel",
    },
    "people.hours": set(), "people.languages": set(), "people.neighbours": set(),
    "people.travel": set(),
    "polls": {"ballots", "dates", "openings"},
    "prompts": {"deck", "posts"}, "sources.files": set(),
    "sources": {
        "addresses", "apart", "candidates", "comparison", "doors", "duplicates", "event_pages",
        "files", "ics", "ingest", "lessons", "listed_events", "listing_matches", "listing_records",
        "listings", "merge_review", "parsers", "prefill", "questions", "register", "rematch",
        "resolve", "rulings", "screening", "similar_meanings", "similar_places", "similar_text",
        "similar_titles", "similar_towns", "similar_words", "similarity", "web_port",
    },
    "venues": {"csv"}, "restores": {"hold"},
}  # fmt: skip

# Where each kind of declaration on a router stands, in a feature.
DECLARED_IN = {
    "command": "commands",
    "button": "commands",
    "form": "commands",
    "live_card": "live_cards",
    "calendar_entry": "live_cards",
    "on_undelivered": "live_cards",
    "on_outcome": "live_cards",
    "declare_reason": "notifications",
}

# What is registered for features below, in bot/features.py alone: functions by module.
REGISTRATIONS = {
    "bot.core.channels.register",
    "bot.core.live_cards.register_dependents",
    "bot.core.signals.connect",
    "bot.events.links.register_links",
    "bot.learnings.occasions.register",
}

# A module touches the tables of its feature, of the core and, above it, people, or is named here.
SHARED_TABLES = {"core", "people"}
TABLE_READERS: Mapping[str, tuple[set[str], str]] = {
    "bot.calendar_feeds.feeds": (
        {"events", "open_tables", "pairings"},
        "a calendar joins whatever somebody goes to, each in one query",
    ),
    "bot.cli.doctor": ({"pairings", "prompts"}, "counts what is set up, for the operator"),
    "bot.reports.records": (
        {"events", "learnings", "pairings"},
        "counts a month once, from whatever people did in it",
    ),
    "bot.sources.listing_records": ({"events"}, "ranks what sources list by when events start"),
    "bot.venues.records": ({"events"}, "dates the visits to a venue by its events, in one join"),
    "bot.store.schema": (set(FEATURES), "collects every table for the migrations"),
    "jobs.retention": (set(FEATURES), "deletes what is old, from every table that grows"),
    "jobs.retention_batches": (set(FEATURES), "deletes it a few rows at a time, children first"),
    "jobs.retention_messages": (
        {"digest", "open_tables", "pairings", "prompts"},
        "looks whether what old messages are about is there still",
    ),
    "jobs.retention_rows": (set(FEATURES), "counts what is deleted of tables that have totals"),
    "jobs.simulation.report": ({"pairings", "prompts"}, "counts what a simulated year led to"),
    "jobs.simulation.introductions": ({"pairings"}, "judges introductions by their rows alone"),
    "jobs.simulation.referee.claims": (set(FEATURES), "compares what was said with the rows"),
    "jobs.simulation.referee.newcomers": (set(FEATURES), "compares what newcomers read with it"),
    "adapters.playground.busy.errands": ({"pairings"}, "lets people block whom they just got"),
}


def layer_of(name: str) -> float | None:
    """Return the layer of a module or of a name in it; None outside the project."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        layer = LAYERS.get(".".join(parts[:length]))
        if layer is not None:
            return layer
    return None


def room_of(name: str) -> str:
    """Return the folder of a module: "bot.events" of "bot.events.rules.Event"."""
    return ".".join(name.split(".")[:2])


def is_upward(importer: str, imported: str) -> bool:
    """Return whether a module of bot/ may not import a name because of its layer."""
    below, above = layer_of(importer), layer_of(imported)
    if below is None or above is None:
        return False

    rooms = room_of(importer), room_of(imported)
    if rooms[0] == rooms[1]:
        return above > below
    return above >= below and rooms not in BESIDE


def is_impure(importer: str, imported: str) -> bool:
    """Return whether a room that knows only itself imports something else of Mingle."""
    room = room_of(importer)
    return room in PURE and is_within(imported, "bot") and not is_within(imported, room)


def feature_of(name: str) -> str:
    """Return the feature of a module of bot/, or the room that it is in: "events", "core"."""
    return name.split(".")[1] if name.count(".") else ""


def unknown_files(feature: str, names: set[str]) -> set[str]:
    """Return the files of a feature's folder that have no meaning that is known."""
    return names - FEATURE_FILES - OWN_FILES.get(feature, set()) - {"__init__"}


def declarations(tree: ast.Module) -> Iterator[str]:
    """Yield what a module declares on routers: "command", "live_card" …"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).rpartition(".")[2]
            if owner.lower().endswith("router") and node.func.attr in DECLARED_IN:
                yield node.func.attr


def misplaced_declarations(module: str, tree: ast.Module) -> set[str]:
    """Return what a module declares on routers though it belongs into another file."""
    file = set(module.split(".")[2:])
    return {kind for kind in declarations(tree) if DECLARED_IN[kind] not in file}


def registrations(tree: ast.Module, package: tuple[str, ...]) -> set[str]:
    """Return the registrations for lower features that a module calls."""
    known = {imported.name for imported in list_imports(tree, package)}
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func).split(".")
            ends = {name for name in REGISTRATIONS if name.split(".")[-len(words) :] == words}
            called |= {name for name in ends if any(is_within(name, each) for each in known)}
    return called


def foreign_tables(module: str, imported: set[str]) -> set[str]:
    """Return the features whose tables a module touches though it may not."""
    owners = set()
    for name in imported:
        parts = name.split(".")
        if parts[0] == "bot" and parts[2:3] == ["tables"]:
            owners.add(parts[1])

    allowed = {feature_of(module)} | TABLE_READERS.get(module, (set(), ""))[0]
    if not module.startswith("adapters"):
        allowed |= SHARED_TABLES
    return owners - allowed
