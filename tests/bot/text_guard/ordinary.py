"""Ordinary sentences, as people write them about lunches, evenings and what they learned.

Each line is filled with what such texts are full of: addresses, times, numbers of flights, phones
and versions, links, tags. A few come close to what the guard asks about, as real ones do.
"""

import random
import string
from collections.abc import Callable
from pathlib import Path

LINES = (Path(__file__).parent / "ordinary.txt").read_text("utf-8").splitlines()

_PLACES = ("Café Anker", "Ramen bar", "Gasthaus Zur Post", "Noodle Cellar", "Trattoria Da Enzo",
           "The Crown & Anchor", "Bar Ø", "Le Petit Zinc", "寿司 まる", "Kantine 7")  # fmt: skip
_STREETS = ("Torstraße 5, 10119 Berlin", "221B Baker Street, London NW1 6XE",
            "1600 Amphitheatre Pkwy, Mountain View, CA 94043", "12 rue de Rivoli, 75004 Paris",
            "Calle de Alcalá 45, 28014 Madrid", "Damrak 1-5, 1012 LG Amsterdam",
            "東京都渋谷区道玄坂2-10-7", "Nowy Świat 15/17, 00-029 Warszawa",
            "Av. Paulista, 1578 - Bela Vista, São Paulo - SP, 01310-200")  # fmt: skip
_TAGS = ("#PyConDE2026", "#InternationalWomensDay2026", "#lunch", "#FOSDEM26", "#a11y",
         "#100DaysOfCode", "#TechMeetupBerlin", "#k8s", "#DataEngineeringLondon2026")  # fmt: skip
_TOPICS = ("Python 3.13.2", "pandas v2.2.3", "PostgreSQL 17", "Kubernetes 1.31.0-rc.2", "RFC 7519",
           "ISO 27001", "Rust 2024", "OAuth 2.1", "IPv6", "macOS 15.3.1", "C++23")  # fmt: skip
_MONTHS = ("March", "April", "May", "June", "September", "October")


def _id(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(string.ascii_letters + string.digits, k=length))


def _digits(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(string.digits, k=length))


def _date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2024, 2028)
    return chance.choice(
        (
            f"{year}-{month:02}-{day:02}",
            f"{day:02}.{month:02}.{year}",
            f"{month}/{day}/{year}",
            f"{day} {chance.choice(_MONTHS)} {year}",
            f"{year}-{month:02}-{day:02}T18:30:00+01:00",
            f"{year}{month:02}{day:02}T183000Z",
            f"{year}-{month:02}-{day:02}..{year}-{month:02}-28",
        )
    )


def _phone(chance: random.Random) -> str:
    return chance.choice(
        (
            f"+49 30 {_digits(chance, 6)}",
            f"+44 20 7{_digits(chance, 3)} {_digits(chance, 4)}",
            f"(415) 555-{_digits(chance, 4)}",
            f"1-800-{_digits(chance, 3)}-{_digits(chance, 4)}",
            f"030/{_digits(chance, 7)}",
            f"+33 1 4{_digits(chance, 1)} {_digits(chance, 2)} {_digits(chance, 2)} 18 20",
            f"0171 {_digits(chance, 7)}",
            f"07911 {_digits(chance, 6)}",
            f"0041 44 {_digits(chance, 3)} {_digits(chance, 2)} {_digits(chance, 2)}",
            f"+1{_digits(chance, 10)}",
            f"089{_digits(chance, 8)}",
        )
    )


def _link(chance: random.Random) -> str:
    return chance.choice(
        (
            f"https://www.meetup.com/berlin-pydata/events/{_digits(chance, 9)}/",
            f"https://lu.ma/{_id(chance, 8).lower()}",
            f"https://maps.app.goo.gl/{_id(chance, 17)}",
            f"https://www.youtube.com/watch?v={_id(chance, 11)}&t=42s",
            f"https://us02web.zoom.us/j/{_digits(chance, 11)}?pwd={_id(chance, 32)}",
            f"https://docs.google.com/document/d/{_id(chance, 44)}/edit?usp=sharing",
            f"https://www.eventbrite.com/e/rust-night-tickets-{_digits(chance, 12)}",
            f"https://facebook.com/events/{_digits(chance, 15)}",
            f"https://open.spotify.com/playlist/{_id(chance, 22)}?si={_id(chance, 16)}",
            f"https://github.com/python/cpython/commit/{chance.getrandbits(160):040x}",
            f"https://doi.org/10.1145/{_digits(chance, 7)}.{_digits(chance, 7)}",
            "https://en.wikipedia.org/wiki/Conway%27s_law",
            "www.kantine-sieben.example/menu?week=12",
            f"hello{_digits(chance, 2)}@noodlecellar.example",
        )
    )


def _number(chance: random.Random) -> str:
    return chance.choice(
        (
            f"LH{_digits(chance, 3)}",
            f"BA {_digits(chance, 4)}",
            f"ICE {_digits(chance, 3)}",
            f"room {_digits(chance, 1)}.{_digits(chance, 3)}",
            f"ISBN 978-{_digits(chance, 1)}-{_digits(chance, 4)}-{_digits(chance, 4)}-7",
            f"order no. {_digits(chance, 10)}",
            f"JIRA-{_digits(chance, 4)}",
            f"meeting id {_digits(chance, 3)} {_digits(chance, 4)} {_digits(chance, 4)}",
            f"what3words ///filled.count.soap, {_digits(chance, 2)}.{_digits(chance, 6)}",
            f"52.{_digits(chance, 5)}, 13.{_digits(chance, 5)}",
            f"€{_digits(chance, 2)},50",
            f"ticket {_id(chance, 6).upper()}",
            f"booking {_id(chance, 3).upper()}-{_digits(chance, 6)}",
            f"pull request {_digits(chance, 5)}",
        )
    )


_FILL: dict[str, Callable[[random.Random], str]] = {
    "place": lambda chance: chance.choice(_PLACES),
    "street": lambda chance: chance.choice(_STREETS),
    "tag": lambda chance: chance.choice(_TAGS),
    "topic": lambda chance: chance.choice(_TOPICS),
    "month": lambda chance: chance.choice(_MONTHS),
    "time": lambda chance: f"{chance.randint(7, 21)}:{chance.choice(('00', '15', '30'))}",
    "date": _date,
    "phone": _phone,
    "link": _link,
    "number": _number,
}


def ordinary_sentences(chance: random.Random, count: int) -> list[str]:
    """Return as many sentences, each line about as often as every other."""
    lines = [LINES[at % len(LINES)] for at in range(count)]
    return [_filled(chance, line) for line in lines]


def _filled(chance: random.Random, line: str) -> str:
    for name, made in _FILL.items():
        while f"{{{name}}}" in line:
            line = line.replace(f"{{{name}}}", made(chance), 1)
    return line
