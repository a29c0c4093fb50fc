"""The router: commands, buttons, forms and live cards, declared once beside what they do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.core.due_messages import DueMessage
from bot.core.interactions import Answer, Invocation
from bot.core.permissions import Role
from bot.core.platform import PermanentError
from bot.core.reasons import MessageReason, Purpose
from bot.core.subjects import Subject
from bot.core.texts_beside import TextBeside
from bot.core.typed_lines import IsMention, TypedLine, read_line, starts_with_at
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.text import Words

Reads = Literal["", "lunch", "moment", "day", "days", "period", "search", "question"]
OptionKind = Literal["text", "number", "person", "channel"]
# of a workspace, for what is typed so far
Suggester = Callable[[ReadTransaction, str, str], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Option:
    """One option of a command.

    `rest` collects the words left without a name; `suggest` completes what is being typed.
    `posted`: others read these words; each option of free text says whether they do.
    `reads` is what free words are read as: a moment (“lunch” one at noon), a day to be back on,
    one or more days, a span of days, what somebody looks for, or a question as it was typed. What
    stands beside a moment is given to the options that are left.
    `also` are other names that people type before a colon, such as “where:” for “at:”.
    """

    name: str
    summary: str
    kind: OptionKind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    rest: bool = False
    suggest: Suggester | None = None
    posted: bool | None = None
    reads: Reads = ""
    also: tuple[str, ...] = ()


Handler = Callable[[Invocation, Transaction], Awaitable[Answer]]
CardRenderer = Callable[[ReadTransaction, str, Subject, datetime], Awaitable[Card | None]]
CalendarEntryBuilder = Callable[[ReadTransaction, str, Subject], Awaitable[CalendarEvent | None]]


@dataclass(frozen=True)
class Undelivered:
    """A message that the platform refused for good, and why; `now` is when it did.

    `follows` means that it was for the conversation which another message opened.
    """

    workspace: str
    key: str
    kind: str
    recipients: tuple[str, ...]
    subject: Subject | None
    follows: bool
    error: PermanentError
    now: datetime


UndeliveredHandler = Callable[[Transaction, Undelivered], Awaitable[None]]
# of a workspace, for messages by their keys
ClickObserver = Callable[[Transaction, "Invocation"], Awaitable[None]]
OutcomeHandler = Callable[[Transaction, str, Sequence[str], datetime], Awaitable[None]]


# of a workspace, for a message: the recipients to whom it may still be sent
Recheck = Callable[[Transaction, str, DueMessage, datetime], Awaitable[tuple[str, ...]]]


@dataclass(frozen=True)
class Command:
    """A slash command: `name` is one word or two ("lunch", "mingle setup").

    `also` are words that lead to it, behind the same first word, behind another ("lunch cancel")
    or, with a slash, in its place; whoever types them is asked. A line that mentions people is one
    of the command `people_go_to`.
    """

    name: str
    summary: str
    handler: Handler
    role: Role
    options: tuple[Option, ...] = ()
    example: str = ""
    also: tuple[str, ...] = ()
    people_go_to: str = ""

    @property
    def posted(self) -> tuple[str, ...]:
        """Return the options whose words others read."""
        return tuple(option.name for option in self.options if option.posted)


# for a form that is handed in: what it posts besides
TextsBeside = Callable[[ReadTransaction, Invocation], Awaitable[Sequence[TextBeside]]]


@dataclass(frozen=True)
class Action:
    """The handler of a button, a select or a form's submission, and who may use it.

    Of a form's text fields, others read those that are `posted` as they were typed. Those that are
    `unposted` stay with the writer, are only read as a time, a zone, an address, or go to the one
    person whom they are meant for. `people` are the fields with people who would take part by it.
    `beside` returns what it posts without anybody's having typed it there, such as a file's events.
    Whoever asked to be forgotten and only `looks` stays so: their handler may find no profile.
    """

    handler: Handler
    role: Role
    posted: tuple[str, ...] = ()
    unposted: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    beside: TextsBeside | None = None
    looks: bool = False


@dataclass
class Router:
    """A feature's declarations; `bot/features.py` joins all features into one router."""

    commands: dict[str, Command] = field(default_factory=dict)
    buttons: dict[str, Action] = field(default_factory=dict)
    forms: dict[str, Action] = field(default_factory=dict)
    live_cards: dict[str, CardRenderer] = field(default_factory=dict)
    calendar_entries: dict[str, CalendarEntryBuilder] = field(default_factory=dict)
    rechecks: dict[str, Recheck] = field(default_factory=dict)
    undelivered_handlers: dict[str, UndeliveredHandler] = field(default_factory=dict)
    outcome_handlers: dict[str, OutcomeHandler] = field(default_factory=dict)
    reasons: dict[str, Words] = field(default_factory=dict)
    costly_handlers: set[Handler] = field(default_factory=set)
    click_observers: list[ClickObserver] = field(default_factory=list)

    def costly(self, handler: Handler) -> Handler:
        """Mark a handler whose work is large: each person may ask for it so often in a while."""
        self.costly_handlers.add(handler)
        return handler

    def command(
        self,
        name: str,
        summary: str,
        role: Role,
        *options: Option,
        example: str = "",
        also: tuple[str, ...] = (),
        people_go_to: str = "",
    ) -> Callable[[Handler], Handler]:
        """Register a slash command."""

        def register(handler: Handler) -> Handler:
            self.commands[name] = Command(
                name, summary, handler, role, options, example, also, people_go_to
            )
            return handler

        return register

    def button(
        self, action: str, role: Role, *, looks: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register the handler of a button or select; one that `looks` makes nobody known."""

        def register(handler: Handler) -> Handler:
            self.buttons[action] = Action(handler, role, looks=looks)
            return handler

        return register

    def form(
        self,
        action: str,
        role: Role,
        *,
        posted: tuple[str, ...] = (),
        unposted: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        beside: TextsBeside | None = None,
    ) -> Callable[[Handler], Handler]:
        """Register the handler of a form's submission; each text field is posted or unposted.

        `people` are fields that bring people in; `beside` returns what it posts besides.
        """

        def register(handler: Handler) -> Handler:
            self.forms[action] = Action(handler, role, posted, unposted, people, beside)
            return handler

        return register

    def live_card(self, kind: str) -> Callable[[CardRenderer], CardRenderer]:
        """Register the renderer of a live card: `(tx, workspace, subject, now) -> Card | None`."""

        def register(renderer: CardRenderer) -> CardRenderer:
            self.live_cards[kind] = renderer
            return renderer

        return register

    def calendar_entry(self, kind: str) -> Callable[[CalendarEntryBuilder], CalendarEntryBuilder]:
        """Register the calendar entry of a live card that is announced.

        The builder is called as `(tx, workspace, subject)`.
        """

        def register(entry: CalendarEntryBuilder) -> CalendarEntryBuilder:
            self.calendar_entries[kind] = entry
            return entry

        return register

    def on_undelivered(self, reason: str) -> Callable[[UndeliveredHandler], UndeliveredHandler]:
        """Register what happens when the platform refuses a message of this reason for good.

        An introduction without some of its people is sent again to the others before.
        """

        def register(handler: UndeliveredHandler) -> UndeliveredHandler:
            self.undelivered_handlers[reason] = handler
            return handler

        return register

    def on_outcome(self, reason: str) -> Callable[[OutcomeHandler], OutcomeHandler]:
        """Register what follows the outcome of messages with this reason, whatever it is.

        It is called as `(tx, workspace, keys, now)` in the transaction that writes down what came
        of these messages: they arrived, or did not, or wait, or nobody knows yet.
        """

        def register(handler: OutcomeHandler) -> OutcomeHandler:
            self.outcome_handlers[reason] = handler
            return handler

        return register

    def on_click(self, observer: ClickObserver) -> ClickObserver:
        """Register what looks at each click in `call.message` before its handler."""
        self.click_observers.append(observer)
        return observer

    def recheck(self, *reasons: str) -> Callable[[Recheck], Recheck]:
        """Register what is checked again when a message with one of these reasons is claimed.

        It is called as `(tx, workspace, message, now)` inside the claim's transaction, with the
        recipients' rows locked, and returns those to whom the message may still be sent: nobody
        cancels it. What has to be undone, it undoes.
        """

        def register(recheck: Recheck) -> Recheck:
            self.rechecks.update(dict.fromkeys(reasons, recheck))
            return recheck

        return register

    def declare_reason(self, name: str, why: Words, purpose: Purpose) -> MessageReason:
        """Register a reason for messages, in the words that `/mingle why` shows.

        `purpose` states whether people joined for them, which decides when they are sent.
        """
        reason = MessageReason(name, purpose)
        self.reasons[reason] = why
        return reason

    def include_routers(self, *others: "Router") -> "Router":
        """Add the declarations of other routers; raise ValueError for a name declared twice."""
        for other in others:
            for mine, theirs in (
                (self.commands, other.commands),
                (self.buttons, other.buttons),
                (self.forms, other.forms),
                (self.live_cards, other.live_cards),
                (self.calendar_entries, other.calendar_entries),
                (self.rechecks, other.rechecks),
                (self.undelivered_handlers, other.undelivered_handlers),
                (self.outcome_handlers, other.outcome_handlers),
                (self.reasons, other.reasons),
            ):
                _merge_declared(mine, theirs)
            self.costly_handlers |= other.costly_handlers
            self.click_observers += other.click_observers
        return self

    def parse_command(self, words: str) -> tuple[Command, dict[str, str]]:
        """Return the command of a typed line ("/lunch tomorrow 12:30 seats:4") and its options.

        Raise LookupError if no command has this name.
        """
        line = self.read_line(words)
        if line.command not in self.commands:
            raise LookupError(words)
        return self.commands[line.command], line.fields

    def read_line(self, words: str, is_mention: IsMention = starts_with_at) -> TypedLine:
        """Return what a typed line means, with what it does not use and what may be meant."""
        return read_line(self.commands, words, is_mention)


def _merge_declared(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    twice = mine.keys() & theirs.keys()
    if twice:
        raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
    mine.update(theirs)
