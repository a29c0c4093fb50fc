"""Word everything that people read about venues."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.ui.cards import Facts as Rows
from bot.ui.notices import note_card
from bot.ui.text import Bold, Link, Node, Text
from bot.venues.rules import (
    GOOD_FOR,
    MAX_CAPACITY,
    MAX_LINE,
    MAX_LINK,
    MAX_NAME,
    Venue,
    VisitHistory,
    rests,
)

PER_PAGE = 10
MIN_PEOPLE = 5  # no figure about fewer people than this
MEAL_LABELS = {"evening": "an evening", "lunch": "lunch", "both": "lunch and an evening"}
FEATURE_LABELS = {
    "step_free": "step-free",
    "quiet": "quiet enough to talk",
    "alcohol_free": "good without alcohol",
}
PRICE_LABELS = {1: "€", 2: "€€", 3: "€€€"}

NOBODY_RUNG = "Please leave out @everyone and the like; nobody is called here."
NAMELESS = "Please give the place a name."
NAME_TAKEN = "There is a place of that name on the list already. “/venues” shows it."
NO_LINK = "I can't read that as a web address. It begins with https://."
NO_CAPACITY = f"Please write a number of people from 2 to {MAX_CAPACITY}, or leave it empty."
NO_PRICE = "Please choose one of the three prices, or leave it empty."
NO_MEAL = f"Please choose one of these: {', '.join(GOOD_FOR)}."
NO_HAS = "Please choose from the list."
GONE = "That place is not on the list any more. “/venues” shows what is."
NOT_THERE = "Only those who were there are asked how the place was."
WHY_THUMB = "You went to a happy hour or a lunch of the month."


def too_long(limit: int) -> str:
    """Say how long something may be."""
    return f"Please keep this under {limit + 1} characters."


def venues_card(
    venues: Sequence[Venue], history: VisitHistory, page: int, today: dt.date, *, organiser: bool
) -> Card:
    """List a page of the venues."""
    if not venues:
        how = (
            "“/venues add” writes the first one down."
            if organiser
            else "Your organisers write the first ones down."
        )
        return note_card(
            "No places yet", f"I remember where we were, and suggest where to go next. {how}"
        )
    pages = -(-len(venues) // PER_PAGE)
    page = min(max(page, 0), pages - 1)
    here = venues[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts: list[Part] = [Paragraph(_line(venue, history, today)) for venue in here]
    choices = tuple(Choice(str(venue.id), venue.name) for venue in here)
    parts.append(Actions((Select("venue.pick", "Look at one …", choices),)))
    turns = [Button("venue.page", "Earlier ones", str(page - 1))] if page else []
    turns += [Button("venue.page", "More", str(page + 1))] if page < pages - 1 else []
    if turns:
        parts.append(Actions(tuple(turns)))
    return Card("note", f"Places: {len(venues)}", tuple(parts), (f"Page {page + 1} of {pages}",))


def venue_card(venue: Venue, history: VisitHistory, today: dt.date, *, organiser: bool) -> Card:
    """Show one venue; its thumbs only from five on."""
    rows: list[tuple[str, Text]] = [("Good for", (MEAL_LABELS[venue.good_for],))]
    rows += [("Where", where)] if (where := _where(venue)) else []
    rows += [("Room for", (str(venue.capacity),))] if venue.capacity else []
    rows += [("Price", (PRICE_LABELS[venue.price],))] if venue.price else []
    rows += [("It is", (", ".join(good),))] if (good := quality_words(venue)) else []
    rows += [("Cooks", (", ".join(venue.diets),))] if venue.diets else []
    rows += [("Open", (venue.opening,))] if venue.opening else []
    rows += [("Last visit", (_visit(venue, history, today),))]
    down, up = history.thumbs.get(venue.id, (0, 0))
    rows += (
        [("Would go again", (f"{up} of {down + up} who said so",))]
        if down + up >= MIN_PEOPLE
        else []
    )
    parts: list[Part] = [Rows(tuple(rows))]
    if organiser:
        edit, remove = (
            Button(f"venue.{what}", label, str(venue.id)) for what, label in _FOR_ORGANISERS
        )
        parts.append(Actions((edit, remove)))
    return Card("note", venue.name, tuple(parts))


def venue_form(venue: Venue | None) -> Form:
    """Ask about a venue."""
    known = venue or Venue(0, "", "evening")
    meals = tuple(Choice(value, words.capitalize()) for value, words in MEAL_LABELS.items())
    prices = tuple(Choice(str(number), sign) for number, sign in PRICE_LABELS.items())
    has = tuple(Choice(name, words.capitalize()) for name, words in FEATURE_LABELS.items())
    return Form(
        "venue.save",
        "Change a place" if venue else "Add a place",
        (
            TextField("name", "Name", initial=known.name, limit=MAX_NAME, required=True),
            ChoiceField("good_for", "Good for", meals, initial=(known.good_for,), required=True),
            TextField("part", "Part of town", "So that we get around", known.part, MAX_NAME),
            TextField("address", "Address", initial=known.address, limit=MAX_LINE),
            TextField("map_link", "Map", "A web address", known.map_link, MAX_LINK),
            TextField("capacity", "Room for how many", initial=str(known.capacity or ""), limit=4),
            ChoiceField(
                "price", "Price", prices, initial=(str(known.price),) if known.price else ()
            ),
            ChoiceField(
                "has",
                "It is",
                has,
                initial=tuple(n for n in FEATURE_LABELS if getattr(known, n)),
                most=len(FEATURE_LABELS),
            ),
            TextField(
                "diets",
                "Food for",
                "Such as vegan, halal, gluten-free",
                ", ".join(known.diets),
                MAX_LINE,
            ),
            TextField(
                "opening", "Opening notes", "Such as closed on Mondays", known.opening, MAX_LINE
            ),
        ),
        value=str(venue.id) if venue else "",
    )


def venue_saved_card(name: str, *, new: bool) -> Card:
    """Confirm that a venue was written down."""
    return note_card("On the list" if new else "Changed", f"{name} may be suggested from now on.")


def venue_removed_card(venue: Venue) -> Card:
    """Confirm that a venue was taken off the list."""
    words = f"{venue.name} won't be suggested any more. Our visits there stay in memory."
    return Card("note", "Taken off the list", (Paragraph((words,)), _put_back(venue)))


def venue_restored_card(venue: Venue) -> Card:
    """Confirm that a venue is back."""
    return note_card("Back on the list", f"{venue.name} may be suggested from now on.")


def venue_feedback_card(venue: Venue, occasion: int) -> Card:
    """Ask somebody who was there, privately, about the place."""
    return Card(
        "note",
        f"How was {venue.name}?",
        (
            Paragraph(
                (
                    "Would you go there again? Only I see your answer; it helps me suggest the "
                    "next place.",
                )
            ),
            Actions(
                (
                    Button("venue.thumb_up", "👍 Gladly", str(occasion), "main"),
                    Button("venue.thumb_down", "👎 Rather not", str(occasion)),
                )
            ),
        ),
    )


def thumb_saved_card(venue: Venue, *, up: bool) -> Card:
    """Confirm a thumb."""
    return note_card(
        "Noted",
        f"{'You’d go' if up else 'You’d rather not go'} to {venue.name} again. Nobody else sees "
        "this.",
    )


def quality_words(venue: Venue) -> list[str]:
    """Say what is good about a venue."""
    return [words for name, words in FEATURE_LABELS.items() if getattr(venue, name)]


def suggestion_reasons(names: Sequence[str], part: str) -> str:
    """Say why a venue is suggested."""
    return "; ".join(filter(None, (_reason(name, part) for name in names)))


def table_columns(columns: Sequence[str]) -> str:
    """Say which columns a table of venues has."""
    return (
        "The first line should name columns out of these, with “name” among them: "
        f"{', '.join(columns)}."
    )


def wrong_cell(column: str, sentence: str) -> str:
    """Say what is wrong with a cell of a table."""
    return f"{column}: {sentence}"


def not_yes(column: str) -> str:
    """Say what a column of yes and no takes."""
    return f"{column} takes yes or no."


_FOR_ORGANISERS: tuple[tuple[str, str], ...] = (("edit", "Change"), ("remove", "Take off the list"))
_REASONS: Mapping[str, str] = {
    "never": "new to us",
    "part_never": "new to us, and so is {part}",
    "alcohol_free": "good without alcohol",
    "step_free": "step-free",
    "quiet": "quiet enough to talk",
}


def _reason(name: str, part: str) -> str:
    kind, _, value = name.partition(":")
    if kind == "visited":
        return f"last visit in {_month(value)}"
    if kind == "part":
        return f"last in {part} in {_month(value)}"
    if kind == "seats":
        return f"room for {value}"
    return _REASONS.get(kind, "").format(part=part)


def _month(day: str) -> str:
    return f"{dt.date.fromisoformat(day):%B %Y}"


def _put_back(venue: Venue) -> Actions:
    return Actions((Button("venue.put_back", "Put it back", str(venue.id)),))


def _line(venue: Venue, history: VisitHistory, today: dt.date) -> Text:
    about = [venue.part, *quality_words(venue), PRICE_LABELS.get(venue.price, "")]
    about += ["rests until half a year has passed"] if rests(venue, history, today) else []
    told = " · ".join(word for word in about if word)
    return (Bold(venue.name), f" · {told}" if told else "")


def _where(venue: Venue) -> tuple[Node, ...]:
    words = ", ".join(word for word in (venue.address, venue.part) if word)
    link: tuple[Node, ...] = (Link(venue.map_link, "map"),) if venue.map_link else ()
    return (words, *((" · ",) if words and link else ()), *link) if words or link else ()


def _visit(venue: Venue, history: VisitHistory, today: dt.date) -> str:
    last = history.visits.get(venue.id)
    if last is None:
        return "never"
    planned = ", planned" if last > today else ""
    return f"{last.day} {last:%B %Y}{planned}"
