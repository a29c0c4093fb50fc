"""The words beside a moment, one stretch after the other: people, seats, a place and a topic."""

import re
from collections.abc import Iterator, Sequence

from bot.core.router import Command
from bot.core.seat_words import OTHERS, SEATED, others_of, seats_of
from bot.core.small_talk import TALK, WITH
from bot.core.tokens import Token
from bot.dates.vocabulary import COUNTS, fold_phrase, is_vague

Given = dict[str, str | tuple[str, ...]]  # what options have been given so far

_PLACE = frozenset(("at", "in", "im", "bei", "beim", "chez", "en", "@", "place:", "the"))
_TOPIC = frozenset(("about", "topic", "topic:", "re:", "uber", "ueber", "sobre", "zum"))
_AND = frozenset(("and", "und", "et", "y", "&", "+", "/"))
# An option that no command has, or somebody for whom there is no seat, rather than a place.
_UNUSABLE = re.compile(r"[^\W\d_]{2,20}[:=][^\s/:=].*|<?@[^\W\d_].*")
_SEPARATORS = frozenset(("-", "--", "–", "—", "/", "|", "·", "•"))
_POLITE = frozenset((
    "please", "pls", "bitte", "thanks", "thx", "merci", "gracias", "danke", "por favor", "-", "and",
    "table", "a table", "tisch", "ein tisch", "einen tisch", "mesa", "una mesa",
))  # fmt: skip


class Stretches:
    """The words beside a moment, given to people, seats, place and topic as they come."""

    def __init__(self, tokens: Sequence[Token], command: Command, given: Given, when: str) -> None:
        self.tokens, self.given, self.when = tokens, given, when
        self.people: list[str] = []
        self.unused: list[str] = []
        self.names_nobody = False
        self.takes = {option.name for option in command.options}
        self.takes_names = command.name.endswith(" with")

    def take(self, first: int, last: int) -> None:
        """Assign the words of one stretch to what they name."""
        for part in _parts(self.tokens[first:last], people=self._awaits_names):
            lead = fold_phrase(part[0].text) if not part[0].quoted else ""
            if self._takes_others(part):
                continue
            if lead in WITH and len(part) > 1:
                self._take_people(part[1:])
            elif self._awaits_names and lead not in _PLACE - {"the"}:
                self._take_people(part)
            else:
                self._take_rest(part)

    @property
    def _awaits_names(self) -> bool:
        return self.takes_names and not self.people and not self.given.get("person")

    def _takes_others(self, part: Sequence[Token]) -> bool:
        """Take “with 3 others” as the number of seats, one's own included.

        Behind a command whose name ends with “with” nobody is named by that: it is open to all.
        """
        words = " ".join(token.text for token in part)
        if self._awaits_names and fold_phrase(part[0].text) not in WITH:
            words = f"with {words}"
        shape = OTHERS.fullmatch(fold_phrase(words))
        count = others_of(shape) if shape else 0
        if not count or self.given.get("seats"):
            return False
        if not self._awaits_names and "seats" not in self.takes:
            return False
        self.names_nobody = self._awaits_names
        self.given["seats"] = str(count + 1)
        return True

    def _take_people(self, part: Sequence[Token]) -> None:
        """Take names up to a word that leads to something else."""
        names: list[list[str]] = [[]]
        for index, token in enumerate(part):
            folded = fold_phrase(token.text)
            if folded in _PLACE | _TOPIC and (index or folded != "the"):
                self._take_rest(part[index:])
                break
            if folded in _AND or token.text in _AND:
                names.append([])
                continue
            names[-1].append(token.text.strip(",:"))
            if token.text.endswith(","):
                names.append([])
        self.people += [" ".join(name) for name in names if name]

    def _take_rest(self, part: Sequence[Token]) -> None:
        part = self._without_seats(part)
        if not part:
            return
        lead = "" if part[0].quoted else fold_phrase(part[0].text)
        if lead in _TOPIC and len(part) > 1:
            self._give(("topic", "at"), part[1:])
            return
        if lead in _PLACE - {"the"} and len(part) > 1 and part[1].text.casefold() != "front":
            part = part[1:]
        self._give(("at", "topic"), part)

    def _without_seats(self, part: Sequence[Token]) -> Sequence[Token]:
        """Take the number of seats that a stretch begins with, or names as such at its end."""
        if self.given.get("seats"):
            return part
        for length in range(min(4, len(part)), 0, -1):
            for words, left in ((part[:length], part[length:]), (part[-length:], part[:-length])):
                phrase = fold_phrase(" ".join(token.text for token in words))
                shape = SEATED.fullmatch(phrase)
                count = seats_of(shape) if shape else 0
                bare = phrase.isdecimal() or phrase in COUNTS
                if _begins_name(words, left):
                    continue
                if count and not (bare and left and words[-1] is part[-1]):
                    self.given["seats"] = str(count)
                    return left
        return part

    def _give(self, names: tuple[str, ...], part: Sequence[Token]) -> None:
        unknown = [token for token in part if not token.quoted and _UNUSABLE.fullmatch(token.text)]
        if unknown:
            self.unused.append(" ".join(token.text for token in part))
            return
        words = " ".join(token.text for token in part).strip(" ,;-–—")
        if words.startswith("(") and words.endswith(")"):
            words = words[1:-1]
        folded = fold_phrase(words)
        if not words or folded in _POLITE | _AND | WITH or TALK.fullmatch(folded):
            return
        vague = [is_vague(token.text) and not token.quoted for token in part]
        if any(vague) and all(
            known or token.text.isdecimal() for known, token in zip(vague, part, strict=True)
        ):
            self.given.setdefault(self.when, words)
            return
        for name in names:
            if not self.given.get(name):
                self.given[name] = words
                return
        self.unused.append(words)


def _parts(tokens: Sequence[Token], *, people: bool) -> Iterator[list[Token]]:
    """Yield a stretch of words in parts: at commas, before “about …”, “with …”, and quotations."""
    part: list[Token] = []
    for token in tokens:
        folded = "" if token.quoted else fold_phrase(token.text)
        if token.text in _SEPARATORS and not (people and token.text == "/"):
            if part:
                yield part
            part = []
            continue
        starts = folded in WITH | _TOPIC or token.quoted or (part and part[-1].quoted)
        leads = len(part) == 1 and fold_phrase(part[0].text) in _PLACE | _TOPIC | WITH
        if part and starts and not (leads and token.quoted):
            yield part
            part = []
        people = folded in WITH or (people and folded not in _PLACE | _TOPIC)
        part.append(token)
        if token.text.endswith((",", ";")) and not people:
            yield part
            part = []
    if part:
        yield part


def _begins_name(words: Sequence[Token], left: Sequence[Token]) -> bool:
    """Return whether a number is a part of a name: “Five Guys” are no five seats."""
    one, after = words[0].text, left[0].text if left else ""
    return len(words) == 1 and one.istitle() and after[:1].isupper()
