"""An interaction in the core's terms, and what may be answered to it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.core.platform import MessageRef
from bot.core.replacement import Outcome
from bot.core.standing import Barred, Lesser
from bot.ui.cards import Card, Form
from bot.ui.text import Words, plain_words
from bot.ui.uploads import Upload

InteractionKind = Literal["command", "button", "form"]
ANYWAY = "anyway"  # the field of a form that says what its writer was asked about and means


class Refusal(Exception):
    """The request cannot be fulfilled, with the calm sentence that the person reads."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(plain_words(words))


@dataclass(frozen=True)
class Invocation:
    """One interaction in the core's terms: who, where, when, and what they entered.

    `fields` holds a command's options, a form's values or a select's `choice`; people and channels
    in it are our ids. `files` holds uploads by field. `id` is the platform's own id of the
    interaction, which is handled once. In a direct or group conversation `channel_name` is empty.
    `unused` are words of a typed line that its command does not know, and `offers` the lines that
    may be meant instead. `barred` are those of the author and the people in `fields` who do not
    take part here; `closed` are channels in which Mingle cannot do what it would say; `lesser`, in
    which it can in part.
    `native_events`: the platform has a list of events of its own, in which people say "Interested".
    `chosen_names` are the names of the channels in `fields`, where the platform told them.
    """

    id: str
    workspace: str
    person: str
    name: str
    now: datetime
    interaction: InteractionKind
    action: str
    value: str = ""
    channel: str | None = None
    channel_name: str = ""
    zone: str = "UTC"
    locale: str = ""  # as the platform names it, such as “de-AT”; empty where it does not tell
    organiser: bool = False
    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    message: MessageRef | None = None
    unused: str = ""
    offers: tuple[str, ...] = ()
    barred: Mapping[str, Barred] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)
    lesser: Mapping[str, Lesser] = field(default_factory=dict)
    native_events: bool = False
    chosen_names: Mapping[str, str] = field(default_factory=dict)
    seed: int | str = field(default=0, compare=False)  # of its dice

    @property
    def rng(self) -> random.Random:
        """New dice each time, which fall the same whenever the interaction is handled anew.

        A handler that throws twice keeps them: a second look begins at their start again.
        """
        return random.Random(self.seed)

    def field_text(self, name: str) -> str:
        """Return one field as a stripped line, or an empty string."""
        value = self.fields.get(name, "")
        return (value if isinstance(value, str) else " ".join(value)).strip()

    def field_values(self, name: str) -> tuple[str, ...]:
        """Return one field as a tuple of values."""
        value = self.fields.get(name, ())
        return ((value,) if value else ()) if isinstance(value, str) else tuple(value)


@dataclass(frozen=True)
class Reply:
    """An answer that only the caller sees; dispatch states what became of their interaction.

    It states the `language` of each answer too, in which adapters say what stands around it.
    """

    card: Card
    outcome: Outcome = "said"
    language: str = field(default="", compare=False)


@dataclass(frozen=True)
class OpenForm:
    """A form to open for the caller, in their language."""

    form: Form
    language: str = field(default="", compare=False)


@dataclass(frozen=True)
class FormErrors:
    """One calm sentence for each field that needs another look; the form stays open."""

    errors: Mapping[str, Words]
    anyway: str = ""  # they are questions, answered by this text in the form's field `ANYWAY`
    agree: str = ""  # labels what sends the form as it is
    language: str = field(default="", compare=False)

    @property
    def sentences(self) -> dict[str, str]:
        """The errors as plain words, for platforms whose fields show nothing else."""
        return {name: plain_words(words) for name, words in self.errors.items()}


Answer = Reply | OpenForm | FormErrors | None
