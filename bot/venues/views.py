"""Cards, forms and texts about venues."""

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
from bot.ui.crowd_words import split_text
from bot.ui.fields import link_field, number_field
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.text import Bold, CommandMention, Link, Node, Text
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
MEAL_LABELS = {"evening": "an evening", "lunch": "lunch", "both": "lunch and an evening"}
FEATURE_LABELS = {
    "step_free": "step-free",
    "quiet": "quiet enough to talk",
    "alcohol_free": "good without alcohol",
}
PRICE_LABELS = {1: "€", 2: "€€", 3: "€€€"}

UNNAMED = "A place"  # the name of one whose own an organiser hid

NOBODY_RUNG = "Please leave out @everyone and the like; nobody is called here."
NAMELESS = "Please give the place a name."
NAME_TAKEN = "There is a place of that name on the list already."
NO_LINK = "I can't read that as a web address. It begins with https://."
NO_CAPACITY = f"Please write a number of people from 2 to {MAX_CAPACITY}, or leave it empty."
NO_PRICE = "Please choose one of the three prices, or leave it empty."
NO_MEAL = f"Please choose one of these: {', '.join(GOOD_FOR)}."
NO_HAS = "Please choose from the list."
TOWN_HINT = "With a town, a place can be suggested to people who are introduced there."
GONE = ("That place is not on the list any more. ", CommandMention("venues"), " shows what is.")
NOT_THERE = "Only those who were there are asked how the place was."
WHY_THUMB = "You went to a happy hour or a lunch of the month."


def too_long(limit: int) -> str:
    """Reject a text that is longer than `limit` characters."""
    return f"Please keep this under {limit + 1} characters."


def venues_card(
    venues: Sequence[Venue], history: VisitHistory, page: int, today: dt.date, *, organiser: bool
) -> Card:
    """List one page of the venues; a page out of range becomes the nearest one."""
    if not venues:
        return _no_venues_card(organiser=organiser)

    pages = -(-len(venues) // PER_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = venues[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts: list[Part] = [Paragraph(_line(venue, history, today)) for venue in shown]
    choices = tuple(Choice(str(venue.id), venue.name) for venue in shown)
    parts.append(Actions((Select("venue.pick", "Look at one …", choices),)))

    turns = []
    if page > 0:
        turns.append(Button("venue.page", "Earlier ones", str(page - 1)))
    if page < pages - 1:
        turns.append(Button("venue.page", "More", str(page + 1)))
    if turns:
        parts.append(Actions(tuple(turns)))
    footer = f"Page {page + 1} of {pages}"
    if organiser and not all(venue.town for venue in venues):
        footer = f"{footer} · {TOWN_HINT}"
    return Card("note", f"Places: {len(venues)}", tuple(parts), (footer,))


def venue_card(venue: Venue, history: VisitHistory, today: dt.date, *, organiser: bool) -> Card:
    """Show one venue, with its thumbs if there are enough of either."""
    parts: list[Part] = [Rows(tuple(_rows(venue, history, today)))]
    buttons = []
    if organiser:
        buttons.append(Button("venue.edit", "Change", str(venue.id)))
        buttons.append(Button("venue.remove", "Take off the list", str(venue.id)))
    buttons.append(something_wrong_button(f"venue:{venue.id}"))
    parts.append(Actions(tuple(buttons)))
    return Card("note", venue.name, tuple(parts))


def venue_form(venue: Venue | None) -> Form:
    """Ask about a new venue, or about one with what is known filled in."""
    initial = venue or Venue(0, "", "evening")
    return Form(
        "venue.save",
        "Change a place" if venue else "Add a place",
        (
            TextField("name", "Name", "", initial.name, MAX_NAME, required=True, example="Eule"),
            _meal_field(initial),
            TextField(
                "town",
                "Town",
                "So that I can suggest it to people who are introduced there",
                initial.town,
                MAX_NAME,
                example="Berlin",
            ),
            TextField(
                "part",
                "Part of town",
                "So that we get around",
                initial.part,
                MAX_NAME,
                example="Mitte",
            ),
            TextField("address", "Address", "", initial.address, MAX_LINE, example="Torstraße 5"),
            link_field("map_link", "Map", "", initial.map_link, MAX_LINK),
            number_field(
                "capacity",
                "Room for how many",
                str(initial.capacity or ""),
                (2, MAX_CAPACITY),
                "30",
            ),
            _price_field(initial),
            _features_field(initial),
            TextField(
                "diets",
                "Food for",
                "",
                ", ".join(initial.diets),
                MAX_LINE,
                example="vegan, halal, gluten-free",
            ),
            TextField(
                "opening",
                "Opening notes",
                "",
                initial.opening,
                MAX_LINE,
                example="Closed on Mondays",
            ),
        ),
        value=str(venue.id) if venue else "",
    )


def venue_saved_card(name: str, *, new: bool) -> Card:
    """Confirm that a venue was added or changed."""
    return note_card("On the list" if new else "Changed", f"{name} may be suggested from now on.")


def venue_removed_card(venue: Venue) -> Card:
    """Confirm that a venue was taken off the list."""
    words = f"{venue.name} won't be suggested any more. Our visits there stay in memory."
    return Card("note", "Taken off the list", (Paragraph((words,)), _put_back(venue)))


def venue_restored_card(venue: Venue) -> Card:
    """Confirm that a venue is back on the list."""
    return note_card("Back on the list", f"{venue.name} may be suggested from now on.")


def venue_feedback_card(venue: Venue, occasion: int) -> Card:
    """Ask a guest privately about the place, after an event."""
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
        f"{'You’d go' if up else 'You’d rather not go'} to {venue.name} again. "
        "Nobody else sees this.",
    )


def quality_words(venue: Venue) -> list[str]:
    """Return what is good about a venue, in words."""
    return [words for name, words in FEATURE_LABELS.items() if getattr(venue, name)]


def suggestion_reasons(names: Sequence[str], part: str) -> str:
    """Return why a venue is suggested, in words."""
    reasons = [_reason(name, part) for name in names]
    return "; ".join(reason for reason in reasons if reason)


def table_columns(columns: Sequence[str]) -> str:
    """Name the columns of a CSV file of venues."""
    return (
        "The first line should name columns out of these, with “name” among them: "
        f"{', '.join(columns)}."
    )


def wrong_cell(column: str, sentence: str) -> str:
    """Name the column of a wrong cell and what is wrong with it."""
    return f"{column}: {sentence}"


def not_yes(column: str) -> str:
    """Reject a cell that is neither yes nor no."""
    return f"{column} takes yes or no."


_REASONS: Mapping[str, str] = {
    "never": "new to us",
    "part_never": "new to us, and so is {part}",
    "alcohol_free": "good without alcohol",
    "step_free": "step-free",
    "quiet": "quiet enough to talk",
}


def _no_venues_card(*, organiser: bool) -> Card:
    how: Text = ("Your organisers write the first ones down.",)
    if organiser:
        how = (CommandMention("venues add"), " writes the first one down.")
    return note_card(
        "No places yet", ("I remember where we were, and suggest where to go next. ", *how)
    )


def _rows(venue: Venue, history: VisitHistory, today: dt.date) -> list[tuple[str, Text]]:
    rows: list[tuple[str, Text]] = [
        ("Good for", (MEAL_LABELS[venue.good_for],)),
        ("Where", _where(venue)),
        ("Room for", _words(str(venue.capacity or ""))),
        ("Price", _words(PRICE_LABELS.get(venue.price, ""))),
        ("It is", _words(", ".join(quality_words(venue)))),
        ("Cooks", _words(", ".join(venue.diets))),
        ("Open", _words(venue.opening)),
        ("Last visit", (_visit(venue, history, today),)),
    ]

    down, up = history.thumbs.get(venue.id, (0, 0))
    if share := split_text(up, down + up):
        rows.append(("Would go again", (*share, " who said so")))
    return [(label, text) for label, text in rows if text]


def _words(words: str) -> Text:
    return (words,) if words else ()


def _meal_field(venue: Venue) -> ChoiceField:
    meals = tuple(Choice(value, words.capitalize()) for value, words in MEAL_LABELS.items())
    return ChoiceField("good_for", "Good for", meals, initial=(venue.good_for,), required=True)


def _price_field(venue: Venue) -> ChoiceField:
    prices = tuple(Choice(str(number), sign) for number, sign in PRICE_LABELS.items())
    initial = (str(venue.price),) if venue.price else ()
    return ChoiceField("price", "Price", prices, initial=initial)


def _features_field(venue: Venue) -> ChoiceField:
    features = tuple(Choice(name, words.capitalize()) for name, words in FEATURE_LABELS.items())
    initial = tuple(name for name in FEATURE_LABELS if getattr(venue, name))
    return ChoiceField("has", "It is", features, initial=initial, most=len(features))


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
    details = [venue.part, *quality_words(venue), PRICE_LABELS.get(venue.price, "")]
    if rests(venue, history, today):
        details.append("rests until half a year has passed")

    words = " · ".join(detail for detail in details if detail)
    return (Bold(venue.name), f" · {words}" if words else "")


def _where(venue: Venue) -> Text:
    words = ", ".join(line for line in (venue.address, venue.part, venue.town) if line)
    nodes: list[Node] = [words] if words else []
    if words and venue.map_link:
        nodes.append(" · ")
    if venue.map_link:
        nodes.append(Link(venue.map_link, "map"))
    return tuple(nodes)


def _visit(venue: Venue, history: VisitHistory, today: dt.date) -> str:
    last = history.visits.get(venue.id)
    if last is None:
        return "never"
    planned = ", planned" if last > today else ""
    return f"{last.day} {last:%B %Y}{planned}"
