"""How ten kinds of feeds write down their evenings."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.bot.digest.moving_sites import BERLIN

if TYPE_CHECKING:
    from tests.bot.digest.ten_feeds import Evening

SERIES, SERIES_TITLE = 9000, "Donnerst Abendrun 9000"
SHOW_AFTER = timedelta(hours=1)  # after the doors open
RUN = "Sommerre Vorlesun 9999"  # months long, and no evening at all

Page = tuple[str, bytes]
Writer = Callable[[str, Sequence["Evening"], int], Page]

_STATES = {
    "off": "EventCancelled",
    "postponed": "EventPostponed",
    "online": "EventMovedOnline",
}


def calendar(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write a calendar of the soonest, as The Events Calendar and Meetup do."""
    return _ics(name, "-//ECPv6.3.1//NONSGML v1.0//EN", (_vevent(one) for one in told))


def whole_calendar(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write a calendar with no end."""
    lines = (_vevent(one) for one in told)
    return _ics(name, "-//Google Inc//Google Calendar 70.9054//EN", lines)


def renumbered_calendar(name: str, told: Sequence["Evening"], stamp: int) -> Page:
    """Write a calendar that numbers its evenings anew every time."""
    return _ics(name, "", (_vevent(one, uid=f"{one.key}-{stamp}") for one in told))


def titled_calendar(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write a calendar that says in titles what is off, put off and sold out."""
    marks = {"off": "CANCELLED: ", "postponed": "POSTPONED: "}
    lines: list[list[str]] = []
    for one in told:
        mark = marks.get(one.now.is_on, "SOLD OUT: " if one.now.remark else "")
        lines.append(_vevent(one, title=f"{mark}{one.title}", status="CONFIRMED"))
    return _ics(name, "", lines)


def series_calendar(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write one series with what is left out, called off or moved of it."""
    usual = sorted(one.states[0].at for one in told)
    gone = [one.states[0].at for one in told if one.now.is_on == "gone"]
    first = usual[0].astimezone(BERLIN)
    master = [
        *_head(SERIES_TITLE, "series", told[0].now.place),
        f"DTSTART;TZID=Europe/Berlin:{first:%Y%m%dT%H%M%S}",
        "DURATION:PT2H",
        f"RRULE:FREQ=WEEKLY;COUNT={len(usual)}",
        *(f"EXDATE;TZID=Europe/Berlin:{_local(at)}" for at in gone),
        "END:VEVENT",
    ]
    changed = [one for one in told if one.now.is_on == "off" or one.now.at != one.states[0].at]
    others = (
        [*_vevent(one, uid="series")[:-1], f"RECURRENCE-ID;TZID=Europe/Berlin:"
         f"{_local(one.states[0].at)}", "END:VEVENT"]
        for one in changed
    )  # fmt: skip
    return _ics(name, "", [master, *others])


def page(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write a page with structured data, and a run of months among it."""
    return _html(name, [_run(told), *(_schema(one, f"#{one.key}-{one.edition}") for one in told)])


def numbered_page(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write a page that numbers its evenings from one."""
    return _html(name, [_schema(one, f"#{number}") for number, one in enumerate(told, 1)])


def shows_page(name: str, told: Sequence["Evening"], _stamp: int) -> Page:
    """Write the evenings of another feed with the hour of the show, not of the doors."""
    return _html(name, [_schema(one, f"#{one.key}", later=SHOW_AFTER) for one in told])


def _ics(name: str, program: str, events: Sequence[list[str]] | Iterator[list[str]]) -> Page:
    lines = ["BEGIN:VCALENDAR", f"PRODID:{program}", f"X-WR-CALNAME:{name}"]
    for event in events:
        lines += event
    return "text/calendar", "\r\n".join([*lines, "END:VCALENDAR"]).encode()


def _head(title: str, uid: str, place: str) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"LOCATION:{place}"]


def _vevent(one: "Evening", uid: str = "", title: str = "", status: str = "") -> list[str]:
    off = "CANCELLED" if one.now.is_on == "off" else "CONFIRMED"
    return [
        *_head(title or one.title, uid or f"{one.key}-{one.edition}", one.now.place),
        f"DTSTART;TZID=Europe/Berlin:{_local(one.now.at)}",
        "DURATION:PT2H",
        f"STATUS:{status or off}",
        f"URL:https://town.example/{one.key}/{one.edition}",
        "END:VEVENT",
    ]


def _local(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%Y%m%dT%H%M%S}"


def _schema(one: "Evening", uid: str, later: timedelta = timedelta()) -> dict[str, object]:
    starts = (one.now.at + later).astimezone(BERLIN)
    state = _STATES.get(one.now.is_on) or _STATES.get(one.now.remark, "EventScheduled")
    sold_out = "SoldOut" if one.now.remark == "sold_out" else "InStock"
    return {
        "@type": "Event",
        "@id": uid,
        "name": one.title,
        "startDate": starts.isoformat(),
        "endDate": (starts + timedelta(hours=2)).isoformat(),
        "location": {"@type": "Place", "name": one.now.place},
        "eventStatus": f"https://schema.org/{state}",
        "offers": {"@type": "Offer", "availability": f"https://schema.org/{sold_out}"},
    }


def _run(told: Sequence["Evening"]) -> dict[str, object]:
    first = min((one.now.at for one in told), default=datetime(2026, 3, 1, 19, tzinfo=UTC))
    last = first + timedelta(days=90)
    dates = {"startDate": first.isoformat(), "endDate": last.isoformat()}
    return {"@type": "Event", "@id": "#run", "name": RUN, **dates}


def _html(name: str, events: Sequence[dict[str, object]]) -> Page:
    script = f'<script type="application/ld+json">{json.dumps({"@graph": list(events)})}</script>'
    return "text/html", f"<!doctype html><title>{name}</title>{script}".encode()
