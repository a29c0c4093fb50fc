"""Kept about people: profiles, wishes, hours, and who is in which channel."""

from collections.abc import Mapping

from bot.store.kept.declaration import (
    CHANNEL,
    COLLEAGUES,
    CONCERNED,
    NOBODY,
    WORDS,
    YOU,
    Kept,
    aged,
    fact,
    inner,
    kept,
    key,
    link,
    mine,
    named,
    other,
    profile,
    sealed,
)

PEOPLE: Mapping[str, Kept] = {
    "person": kept(
        "Your profile", "to introduce you to people with whom you have something in common",
        COLLEAGUES,
        named(person="the chat's id of you"),
        profile(
            name="your name", zone="your time zone", team="your team", manager="your manager",
            office="your office", mode="how you like to meet", interests="what you like",
            slots="when you like to meet", offers="what you can show others",
            wants="what you would like to learn",
        ),
        profile(YOU, rather_three="whether you would rather be three"),
        profile(
            NOBODY, organiser="whether you organise here", paused_until="until when you pause",
            silent_until="until when the chat lets you write nothing",
            profile_at="when you saved your profile", line_asked_in="where you were asked for it",
        ),
        fact(left="whether you left", left_at="when you left", since="since when Mingle knows you"),
        until="30 days after you leave",
    ),
    "avoidance": kept(
        "Whom you would rather not meet", "so that you are not introduced", YOU,
        mine(person="whose list it is"),
        other(other="whom you would rather not meet"),
        until="you take it back",
    ),
    "person_diet": kept(
        "What you eat", "to suggest places that cook for everybody", YOU,
        mine(person="who eats it"),
        fact(diets="what you eat"),
        until="you take it back",
    ),
    "newcomer": kept(
        "When you started here", "to plan your first ninety days, if you ask for it", YOU,
        mine(person="who started"),
        fact(
            started_on="your first day", said="whether you said so yourself",
            spread_at="since when your first ninety days are spread",
            event="which event you were told of", thanked_at="when your ninety days were over",
        ),
        key(expert="whom you could ask"),
        until="30 days after you leave",
    ),
    "busy_calendar": kept(
        "The address of your calendar", "to read when you are busy", NOBODY,
        mine(person="whose calendar it is"),
        sealed(address="its address, encrypted"),
        fact(read_at="when it was read last"),
        inner("look_at", "tries"),
        until="you take it back",
    ),
    "busy_span": kept(
        "When you are busy", "to propose times that suit you; never what you are busy with", NOBODY,
        link(calendar="the calendar"),
        fact(starts_at="from", ends_at="until"),
        within="busy_calendar",
    ),
    "channel_member": kept(
        "Who is in a channel", "to know whom to ask and to tell", CHANNEL,
        mine(person="who is in it"),
        fact(channel="which channel"),
        until="you leave the channel",
    ),
    "hours_setting": kept(
        "Working hours", "so that nobody is written to at night", YOU,
        mine(about="whose hours they are"),
        fact(
            week="the working hours", quiet="when to write nothing",
            region="whose public holidays", blackout="days off",
        ),
        until="they are set anew",
    ),
    "trip": kept(
        "Where you are when", "to introduce you to people in the same town", COLLEAGUES,
        mine(person="who travels"),
        fact(town="where", first="from", last="until"),
        aged=aged(WORDS, "last"),
    ),
    "ladder_entry": kept(
        "What you added to your ladder", "to show it to you, with the step after it", YOU,
        mine(person="whose ladder it is"),
        fact(rung="what you did elsewhere", at="when you added it"),
        until="you take it back",
    ),
    "named_expert": kept(
        "That you agreed to be named", "so that colleagues who ask about what you shared learn "
        "of you", COLLEAGUES,
        mine(person="who agreed"),
        fact(at="when"),
        until="you take it back",
    ),
    "introduction_request": kept(
        "Who asked to be introduced to whom", "to introduce two who both agreed", CONCERNED,
        mine(asker="who asked", expert="who was asked"),
        fact(
            kind="for what they shared", evidence="a fingerprint of that",
            state="asked, introduced or over", asked_at="when", until="until when it was open",
        ),
        sealed(declined_at="that whoever was asked said not now, which nobody is told"),
        aged=aged(WORDS, "until"),
        cards=(("expert", "id"),),
    ),
    "next_step": kept(
        "What was suggested to you", "so that nothing is suggested twice in a row, or again once "
        "it was not for you", YOU,
        mine(person="to whom"),
        other(other="the colleague for a lunch"),
        fact(kind="what kind of step", thing="which one", passed="not for you", at="when"),
        aged=aged(WORDS, "at"),
    ),
    "muted_reason": kept(
        "What you turned off", "so that it stays off", YOU,
        mine(person="who turned it off"),
        fact(reason="what about"),
        until="you turn it on again",
    ),
    "erasure": kept(
        "That somebody was forgotten", "so that it stays that way, also after a restore", NOBODY,
        sealed(fingerprint="a fingerprint of the chat's id, from which it cannot be read"),
        fact(at="when", asked="whether they asked for it and stay away"),
        until="2 years have passed, and you have come back if you asked for it",
    ),
    "calendar_feed": kept(
        "Addresses of calendars", "so that a calendar program can read what you go to", YOU,
        mine(owner="whose calendar it is"),
        named(made_by="who made the address"),
        sealed(digest="the address, as a fingerprint"),
        fact(channel_name="the channel's name", made_at="when", read_at="when it was read last"),
        until="it is turned off",
    ),
}  # fmt: skip
