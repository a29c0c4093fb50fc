"""Collect the tables of every feature in one `metadata`, for Alembic and for new databases."""

from bot.associations import tables as associations_tables
from bot.attention import tables as attention_tables
from bot.calendar_feeds import tables as calendar_feeds_tables
from bot.conduct import tables as conduct_tables
from bot.core import tables as core_tables
from bot.digest import tables as digest_tables
from bot.events import tables as events_tables
from bot.happy_hour import tables as happy_hour_tables
from bot.kits import tables as kits_tables
from bot.know_how import tables as know_how_tables
from bot.ladder import tables as ladder_tables
from bot.learnings import tables as learnings_tables
from bot.next_step import tables as next_step_tables
from bot.open_tables import tables as open_tables_tables
from bot.pairings import tables as pairings_tables
from bot.people import tables as people_tables
from bot.people.hours import tables as hours_tables
from bot.people.travel import tables as travel_tables
from bot.polls import tables as polls_tables
from bot.prompts import tables as prompts_tables
from bot.reports import tables as reports_tables
from bot.restores import tables as restores_tables
from bot.sources import tables as sources_tables
from bot.store import playground
from bot.store.columns import metadata
from bot.swap import tables as swap_tables
from bot.venues import tables as venues_tables

__all__ = ["TABLE_MODULES", "metadata"]

TABLE_MODULES = (
    associations_tables,
    attention_tables,
    calendar_feeds_tables,
    conduct_tables,
    core_tables,
    digest_tables,
    events_tables,
    happy_hour_tables,
    hours_tables,
    travel_tables,
    kits_tables,
    know_how_tables,
    ladder_tables,
    learnings_tables,
    next_step_tables,
    open_tables_tables,
    pairings_tables,
    people_tables,
    polls_tables,
    prompts_tables,
    reports_tables,
    restores_tables,
    sources_tables,
    swap_tables,
    venues_tables,
    playground,
)
