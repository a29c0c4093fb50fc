"""Kept of lunch pairings: who takes part, who was introduced to whom, and what they agreed on."""

from collections.abc import Mapping

from bot.store.kept.declaration import (
    CHANNEL,
    CONCERNED,
    PAIRS,
    UNTIL_ERASED,
    WORDS,
    YOU,
    Aged,
    Kept,
    aged,
    fact,
    inner,
    kept,
    link,
    mine,
    named,
    text,
)

PAIRINGS: Mapping[str, Kept] = {
    "pairing_program": kept(
        "The lunches of a channel", "to know when to introduce people", CHANNEL,
        fact(
            channel="the channel", channel_name="its name", recurrence="how often",
            start="since when", time="at what time", zone="in which time zone",
            size="how many meet", blackout="days without a round",
            same_office="whether people of one office meet", active="whether it runs",
            changes="rounds that were moved", teams="whether teams mix",
            mentors="whether mentors come first",
        ),
        until=UNTIL_ERASED,
    ),
    "lunch_host": kept(
        "Whether you host lunches", "to ask once, and to draw by lot who sits with you", CHANNEL,
        mine(person="who was asked to host"),
        named(asked_by="who asked"),
        link(program="which lunches"),
        fact(
            state="asked, hosting, over or taken off", asked_at="when",
            until="until when it could be answered",
        ),
        aged=aged(WORDS, "until", states=("over", "taken_off")),
        until="you stop hosting",
        cards=(("host", "id"),),
    ),
    "welcomer": kept(
        "That you offered to welcome a newcomer", "to introduce you to the next one first",
        CONCERNED,
        mine(person="who offered it"),
        link(greeted="the group in which you were introduced to one"),
        fact(since="since when"),
        aged=aged(WORDS, "since"),
        until="you take it back",
    ),
    "membership": kept(
        "Whether you take part in lunches", "to ask once, and then to keep to it", YOU,
        mine(person="who takes part"),
        link(program="which lunches"),
        fact(
            state="asked, in, out or paused", since="since when", clicked_at="the last click",
            silent_rounds="rounds without a click", once="for one round",
        ),
        within="pairing_program",
    ),
    "round_skip": kept(
        "Rounds that you skip", "to leave you out of them", YOU,
        mine(person="who skips"),
        link(program="which lunches"),
        fact(local_date="which day"),
        aged=aged(WORDS, "local_date"),
    ),
    "pairing_round": kept(
        "Rounds of lunches", "so that nobody meets the same people again", CHANNEL,
        link(program="which lunches"),
        fact(
            local_date="the day", state="drawn or closed", drawn_at="when it was drawn",
            midpoint="its midpoint", ends_at="its end", size="how many meet",
        ),
        inner("seed"),
        text(inputs="what it was drawn from"),
        aged=aged(PAIRS, "drawn_at"),
        cleared={"inputs": Aged(WORDS, ("drawn_at",))},
    ),
    "pairing_group": kept(
        "Who was introduced to each other", "so that they meet, and meet others next time",
        CONCERNED,
        link(round="which round"),
        fact(
            state="open, met or called off", by_rematch="made after the draw", made_at="when",
            icebreaker="what to begin with", slots="times that suit all", by_call="by a call",
            unscheduled="no time suits all", meet_at="the proposed time",
        ),
        text(reasons="what they have in common", obstacles="what was in the way"),
        within="pairing_round",
    ),
    "group_member": kept(
        "That you were introduced", "so that you meet, and meet others next time", CONCERNED,
        named(person="who was introduced"),
        link(group="to whom"),
        fact(
            answer="whether you met", answered_at="when you said so",
            waiting="waits for somebody else",
        ),
        within="pairing_group",
    ),
    "group_place": kept(
        "Places that were suggested", "so that the same people go elsewhere next time", CONCERNED,
        link(group="to whom", venue="which place"),
        within="pairing_group",
    ),
    "group_moment": kept(
        "Times that were proposed for a lunch", "to find one that suits all", CONCERNED,
        link(group="for whom"),
        fact(starts_at="when", instead_of="in place of which time"),
        named(proposed_by="who proposed it"),
        within="pairing_group",
    ),
    "moment_answer": kept(
        "Times that suit you", "to find one that suits all", CONCERNED,
        named(person="whom it suits"),
        link(moment="which time"),
        within="group_moment",
    ),
    "group_agreement": kept(
        "What a group agreed on", "to put it into calendars", CONCERNED,
        link(group="who"),
        fact(number="which change", starts_at="when", cancelled="no time suits", at="agreed when"),
        within="pairing_group",
    ),
    "open_table": kept(
        "Lunches that others can join", "so that nobody eats alone", CHANNEL,
        named(host="who hosts"),
        fact(
            channel="the channel", channel_name="its name", zone="time zone", starts_at="when",
            seats="how many seats", state="open, over or called off", usual="opened by Mingle",
            last_called="when it was called last",
        ),
        text(place="where", topic="what about"),
        inner("merged_into"),
        aged=aged(PAIRS, "starts_at"),
    ),
    "seat": kept(
        "Your seats at lunches", "so that others know who comes", CHANNEL,
        named(person="who sits there"),
        link(table="which lunch"),
        fact(taken_at="since when"),
        within="open_table",
    ),
    "table_merger": kept(
        "Half-empty lunches that may join", "to ask both hosts", CONCERNED,
        link(stays="which stays", moves="which moves"),
        fact(stays_agrees="one host agrees", moves_agrees="the other agrees", until="until when"),
        within="open_table",
    ),
    "usual_lunch": kept(
        "When you usually eat", "to seat you with others who eat then", YOU,
        mine(person="who eats"),
        fact(
            weekdays="on which days", time="when", channel="the channel", channel_name="its name",
        ),
        until="you take it back",
    ),
}  # fmt: skip
