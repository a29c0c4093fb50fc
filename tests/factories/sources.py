"""Sources of events: calendars, and the sites that publish them."""


def make_calendar(*events: tuple[str, ...], name: str = "City Tech") -> tuple[str, bytes]:
    """Return an iCalendar response: UID, title, local start and further lines of each event."""
    lines = ["BEGIN:VCALENDAR", f"X-WR-CALNAME:{name}", "X-WR-TIMEZONE:Europe/Berlin"]
    for uid, title, *rest in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"SUMMARY:{title}",
            f"DTSTART:{rest[0]}",
            *rest[1:],
            "END:VEVENT",
        ]
    return "text/calendar", "\r\n".join([*lines, "END:VCALENDAR"]).encode()


TALK = ("1", "Python evening", "20261015T183000")
WALK = ("2", "Walk", "20261020T100000")
FAIR = ("3", "Fair", "20261101T100000")
