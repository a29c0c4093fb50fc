"""The page's top bar as HTML: logo, menu of people, time and the clock's buttons. No I/O."""

from datetime import datetime

from markupsafe import Markup

from adapters.playground import clock as clocks
from adapters.playground import strings
from adapters.playground.clock import PlaygroundClock
from adapters.playground.records import Colleague
from adapters.playground.render import NO_MARKUP, Viewer, join_markup, render_face
from bot.ui.speech import say

MARK = Markup(
    '<svg class="mark" viewBox="0 0 32 28" aria-hidden="true">'
    '<path class="cup one" d="M5 2h13a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-9l-4 5v-5a4 4 0 0 1-4-4V6a4 4 '
    '0 0 1 4-4z"/>'
    '<path class="cup two" d="M15 8h12a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4v5l-4-5h-8a4 4 0 0 1-4-4v-6a4 '
    '4 0 0 1 4-4z"/></svg>'
)


def render_brand() -> Markup:
    """Return the logo, the name, and the menu button for small screens."""
    return Markup(
        '<button type="button" class="tool menu" data-menu '
        'aria-expanded="false" '
        'aria-label="{}">☰</button>{}<span class="name">{}</span>'
    ).format(say(strings.MENU), MARK, strings.MINGLE)


def render_person_switch(viewer: Viewer) -> Markup:
    """Return the menu in which one becomes another colleague, newcomers first."""
    me = viewer.faces[viewer.person]
    newcomers_first = sorted(viewer.faces.values(), key=lambda colleague: colleague.simulated)
    people = join_markup(_person_button(colleague, viewer) for colleague in newcomers_first)
    return Markup(
        '<button type="button" class="who" popovertarget="people" data-key="who" aria-label="{}">{}'
        '<span class="soft">{}</span> <b>{}</b><span aria-hidden="true">▾</span></button>'
        '<div id="people" class="menu-list" popover role="group" aria-label="{}">{}</div>'
    ).format(
        say(strings.BE_LONG, name=me.name),
        render_face(me.id, me.name, viewer),
        say(strings.BE),
        me.name,
        say(strings.COLLEAGUES),
        people,
    )


def _person_button(who: Colleague, viewer: Viewer) -> Markup:
    office = ", ".join([*who.profile.get("team", ()), *who.profile.get("office", ())])
    return Markup(
        '<button type="button" data-be="{}" '
        'aria-pressed="{}">{}<span>{}</span><small>{}</small></button>'
    ).format(
        who.id,
        str(who.id == viewer.person).lower(),
        render_face(who.id, who.name, viewer),
        who.name,
        office or say(strings.NEW_HERE),
    )


def render_time(
    now: datetime, zone: str, clock: PlaygroundClock | None, *, clock_moving: bool
) -> Markup:
    """Return the time, and the clock's buttons if there is a clock to drive."""
    day, year, hour = clocks.clock_texts(now, zone)
    note = steps = NO_MARKUP
    if clock_moving:
        note = Markup('<span class="moving" role="status">{}</span>').format(say(strings.MOVING))
    if clock:
        steps = _steps(clock, clock_moving)
    theme = _tool("theme-switch", "", "◐", "◐", name=say(strings.THEME))
    return Markup(
        '{}<time class="now" aria-label="{}">{}<span class="long"> {}</span>, {}<span '
        'class="long"> {}</span></time>'
        '<span class="tools">{}{}</span>'
    ).format(
        note,
        say(strings.CLOCK),
        day,
        year,
        hour,
        clocks.city_of(zone),
        steps,
        theme,
    )


def _steps(clock: PlaygroundClock, clock_moving: bool) -> Markup:
    steps = join_markup(
        _tool("clock", step, label, short, disabled=clock_moving)
        for step, label, short in (
            ("hour", say(strings.HOUR), say(strings.HOUR_SHORT)),
            ("day", say(strings.NEXT_DAY), say(strings.DAY_SHORT)),
            ("week", say(strings.NEXT_WEEK), say(strings.WEEK_SHORT)),
        )
    )
    sign, label = ("❚❚", say(strings.PAUSE)) if clock.playing else ("▶", say(strings.PLAY))
    return steps + _tool("clock", "play", f"{sign} {label}", sign, name=label)


def _tool(
    kind: str, value: str, label: str, short: str, *, name: str = "", disabled: bool = False
) -> Markup:
    """Return a button of the top bar; `short` is its label on small screens."""
    return Markup(
        '<button type="button" class="tool" data-{}="{}" data-key="{}-{}" aria-label="{}"{}>'
        '<span class="long">{}</span><span class="short">{}</span></button>'
    ).format(
        kind,
        value,
        kind,
        value,
        name or label,
        Markup(" disabled") if disabled else NO_MARKUP,
        label,
        short,
    )
