"""Everything Mingle does, in one list: the routers, who depends on whom, and who hears what.

Features import lower layers only. What a lower one needs to know from, or let know, a higher one
is registered here.
"""

from bot.associations import commands as associations
from bot.associations import event_openings
from bot.associations import records as associations_records
from bot.associations import texts as association_texts
from bot.attention import commands as attention
from bot.attention import reservations
from bot.calendar_feeds import commands as calendar_feeds
from bot.calendar_feeds import departures as calendar_departures
from bot.conduct import commands as conduct
from bot.conduct import departures as conduct_departures
from bot.conduct.commands.trusted import make_show_router
from bot.conduct.commands.wrong import show_policy
from bot.conduct.records import hidden_values, list_trusted
from bot.core import (
    answers,
    channels,
    concerns,
    live_cards,
    native_events,
    permissions,
    signals,
)
from bot.core.router import Router
from bot.core.signals import (
    DeadlinesChanged,
    EventChanged,
    EventMerged,
    EventsListed,
    HoursChanged,
    PairAvoided,
    PersonForgotten,
    PersonLeft,
    PersonReturned,
    PlansChanged,
    RsvpChanged,
    SourceReplaced,
    StartChanged,
    WordsHidden,
    WorkspaceLeft,
)
from bot.digest import budget, introductions, issues, travel
from bot.digest import channels as digest_channels
from bot.digest import commands as digest
from bot.digest.live_cards import digests_listing
from bot.digest.occasions import LISTED_EVENTS
from bot.digest.records import forget_hidden_words
from bot.events import commands as events
from bot.events import departures as event_departures
from bot.events import interest, links, native_changes, sightings
from bot.events import texts as event_texts
from bot.events.occasions import EVENTS
from bot.first_days import avoidances as first_days_avoidances
from bot.first_days import commands as first_days
from bot.first_days import departures as first_days_departures
from bot.first_days import live_cards as first_days_cards
from bot.first_days import steps as first_days_steps
from bot.happy_hour import channels as happy_hour_channels
from bot.happy_hour import commands as happy_hour
from bot.happy_hour import departures as happy_hour_departures
from bot.happy_hour import series as happy_hour_series
from bot.happy_hour.live_cards import messages_about_polls, polls_naming
from bot.happy_hour.texts import concern_of_thanks
from bot.held_messages import commands as held_messages
from bot.held_messages import departures as held_departures
from bot.held_messages.notifications import list_matters_cards
from bot.home import commands as home
from bot.kits import commands as kits
from bot.kits import departures as kit_departures
from bot.kits import event_changes as kit_event_changes
from bot.kits import texts as kit_texts
from bot.kits.expected import expected_nudges
from bot.know_how import avoidances as know_how_avoidances
from bot.know_how import commands as know_how
from bot.know_how import departures as know_how_departures
from bot.ladder import commands as ladder
from bot.learnings import commands as learnings
from bot.learnings import departures as learning_departures
from bot.learnings import occasions
from bot.learnings import texts as learning_texts
from bot.next_step import commands as next_step
from bot.open_tables import avoidances as table_avoidances
from bot.open_tables import channels as open_table_channels
from bot.open_tables import commands as open_tables
from bot.open_tables import departures as table_departures
from bot.open_tables.occasions import TABLES
from bot.open_tables.texts import TABLE_TEXTS, concern_of_table
from bot.own_data import commands as own_data
from bot.pairings import commands as pairings
from bot.pairings.agreements.places import groups_sent_to
from bot.pairings.programs import channels as program_channels
from bot.pairings.rounds import avoidances as round_avoidances
from bot.pairings.rounds import confirmation, notices, timetable
from bot.pairings.rounds import departures as round_departures
from bot.pairings.rounds import texts as round_texts
from bot.pairings.rounds.expected import expected_messages
from bot.pairings.rounds.occasions import GROUPS
from bot.pairings.rounds.profile_cards import cards_showing
from bot.pairings.rounds.welcomers import thanks_to_welcomers
from bot.people import channels as people_channels
from bot.people import commands as people
from bot.people import pauses
from bot.people.texts import PROFILES
from bot.polls import commands as polls
from bot.polls import departures as poll_departures
from bot.polls import texts as poll_texts
from bot.prompts import channels as prompt_channels
from bot.prompts import commands as prompts
from bot.prompts import departures as prompt_departures
from bot.prompts import posts
from bot.prompts import texts as prompt_texts
from bot.reports import commands as reports
from bot.restores import commands as restores
from bot.sources import commands as sources
from bot.sources.files import commands as uploads
from bot.sources.listing_records import events_listed_at, find_last_look, links_by_event
from bot.sources.texts import hide_listings
from bot.swap import commands as swap
from bot.swap import departures as swap_departures
from bot.text_guard import commands as text_guard
from bot.venues import commands as venues
from bot.venues.texts import VENUE_TEXTS, concern_of_venue

ROUTER = Router()
ROUTER.include_routers(
    pairings.router,
    open_tables.router,
    prompts.router,
    people.router,
    events.router,
    calendar_feeds.router,
    own_data.router,
    sources.router,
    uploads.router,
    digest.router,
    associations.router,
    happy_hour.router,
    polls.router,
    venues.router,
    learnings.router,
    held_messages.make_held_router(ROUTER.live_cards, ROUTER.outcome_handlers),
    answers.router,
    reports.router,
    restores.router,
    text_guard.router,
    conduct.router,
    make_show_router(ROUTER.live_cards),
    kits.router,
    ladder.router,
    know_how.router,
    first_days.router,
    swap.router,
    next_step.router,
    attention.make_why_router(ROUTER.reasons),
    home.make_home_router(lambda: ROUTER.commands, show_policy),
)

live_cards.register_dependents(
    "event",
    digests_listing,
    introductions.introductions_to,
    travel.travel_cards_of_events,
    kit_event_changes.plans_showing,
    first_days_cards.cards_about_events,
)
live_cards.register_dependents("opening", travel.travel_cards_of_openings)
live_cards.register_dependents("group", thanks_to_welcomers)
live_cards.register_dependents("person", cards_showing, first_days_cards.cards_naming)
live_cards.register_dependents("poll", messages_about_polls)
live_cards.register_dependents("restore", list_matters_cards)
live_cards.register_dependents("venue", polls_naming, groups_sent_to)

signals.connect(RsvpChanged, introductions.schedule_for_rsvp, budget.schedule_for_rsvp)
signals.connect(
    EventsListed,
    issues.refresh_digests,
    event_openings.note_deadlines,
    budget.follow_listed_events,
)
signals.connect(EventMerged, event_openings.move_openings)
signals.connect(EventChanged, kit_event_changes.follow_event)
signals.connect(DeadlinesChanged, budget.schedule_for_deadline)
signals.connect(SourceReplaced, associations_records.replace_chapter_source)
signals.connect(
    HoursChanged,
    timetable.reschedule_channels,
    posts.reschedule_channels,
    issues.reschedule_digests,
    happy_hour_series.reschedule_channels,
)
signals.connect(PlansChanged, notices.follow_plans)
signals.connect(StartChanged, first_days_steps.follow_start)
signals.connect(
    PersonLeft,
    round_departures.withdraw_leaver,
    event_departures.hand_on_events,
    table_departures.free_seats,
    table_departures.tell_those_who_asked,
    happy_hour_departures.drop_votes,
    poll_departures.settle_polls,
    happy_hour_departures.hand_over_series,
    learning_departures.refresh_quotes,
    round_departures.refresh_reports,
    prompt_departures.refresh_suggestions,
    conduct_departures.release_trusted,
    calendar_departures.end_addresses,
    kit_departures.free_steps,
    swap_departures.leave_company,
    know_how_departures.end_requests,
    first_days_departures.end_first_days,
    first_days_departures.redraw_first_days,
    held_departures.refresh_questions,
)
signals.connect(
    PairAvoided,
    round_avoidances.end_lunch,
    table_avoidances.end_lunches,
    know_how_avoidances.end_questions,
    first_days_avoidances.redraw_first_days,
)
signals.connect(
    PersonReturned, learning_departures.refresh_quotes, round_departures.refresh_reports
)
signals.connect(
    PersonForgotten,
    round_departures.redraw_groups,
    event_departures.redraw_events,
    table_departures.redraw_tables,
    kit_departures.redraw_plans,
    swap_departures.leave_company,
    know_how_departures.end_requests,
    first_days_departures.redraw_first_days,
)
signals.connect(WordsHidden, forget_hidden_words, hide_listings)
signals.connect(
    WorkspaceLeft,
    program_channels.stop_all_programs,
    prompt_channels.pause_all_channels,
    swap_departures.end_all_swaps,
)

permissions.register_trusted(list_trusted)
concerns.register_hidden(hidden_values)

channels.register(
    program_channels.USE,
    prompt_channels.USE,
    digest_channels.USE,
    happy_hour_channels.USE,
    open_table_channels.USE,
    people_channels.USE,
)

reservations.register(expected_messages, expected_nudges)

links.register_links(links_by_event, events_listed_at)
sightings.register_sightings(find_last_look)

native_events.register(native_changes.follow_change, interest.list_interested)

pauses.register(confirmation.ask_about_lunches)

live_cards.register_dependents(
    "learning", learning_texts.posts_showing, round_texts.reports_quoting
)
concerns.register_concerns(
    {
        "group": round_avoidances.concern_of_group,
        "table": concern_of_table,
        "event": event_texts.concern_of_event,
        "prompt": prompt_texts.concern_of_prompt,
        "learnings": learning_texts.concern_of_recap,
        "report": round_texts.concern_of_report,
        "thanks": concern_of_thanks,
        "question": poll_texts.concern_of_question,
        "plan": kit_texts.concern_of_plan,
        "association": association_texts.concern_of_association,
        "chapter": association_texts.concern_of_chapter,
        "opening": association_texts.concern_of_opening,
        "venue": concern_of_venue,
    }
)
concerns.register_texts(
    {
        "table": TABLE_TEXTS,
        "profile": PROFILES,
        "event": event_texts.EVENT_TEXTS,
        "own-prompt": prompt_texts.PROMPT_TEXTS,
        "learning": learning_texts.LEARNING_TEXTS,
        "association": association_texts.ASSOCIATION_TEXTS,
        "chapter": association_texts.CHAPTER_TEXTS,
        "opening": association_texts.OPENING_TEXTS,
        "kit": kit_texts.KIT_TEXTS,
        "venue": VENUE_TEXTS,
        "question": poll_texts.QUESTION_TEXTS,
    }
)

occasions.register(GROUPS, TABLES, EVENTS, LISTED_EVENTS)
