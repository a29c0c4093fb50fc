"""Read what an organiser typed about a kit."""

from msgspec import structs

from bot.core.fields import read_words
from bot.core.interactions import Invocation
from bot.kits.kits import Kit
from bot.kits.recipes import ABOUT_LIMIT, NAME_LIMIT, UnusableKitError, read_kit, write_kit
from bot.kits.views.kits import NAME_MISSING, fault_words
from bot.ui.cards import TYPED_LIMIT
from bot.ui.speech import say

_STEP_FAULTS = ("steps", "order", "event", "repeat", "early", "letter")
_PROBE = 'id = "kit"\nname = "Kit"\nabout = ""'


def read_kit_form(call: Invocation, name: str, errors: dict[str, str]) -> Kit | None:
    """Return the kit of a form, or None with what is wrong at its fields."""
    called = read_words(call, "name", NAME_LIMIT, errors)
    about = read_words(call, "about", ABOUT_LIMIT, errors)
    basics = _read_toml(call, "basics", errors)
    steps = [_read_toml(call, field, errors) for field in ("steps", "more_steps")]
    if not called:
        errors.setdefault("name", say(NAME_MISSING))
    if errors:
        return None
    try:
        kit = read_kit("\n".join((_PROBE, basics, *steps)))
    except UnusableKitError as error:
        is_of_steps = error.fault in _STEP_FAULTS or _is_readable(basics)
        errors["steps" if is_of_steps else "basics"] = fault_words(error)
        return None
    # Read once more, since this is how it is kept.
    return read_kit(write_kit(structs.replace(kit, id=name, name=called, about=about)))


def _is_readable(basics: str) -> bool:
    """Return whether the lines that are not about steps are good, so that a step is not."""
    step = '[[step]]\ndays = -1\ntitle = "A"\ntext = "A"\n'
    steps = f'{step}does = "event"\n{step.replace("-1", "1")}does = "repeat"'
    try:
        read_kit("\n".join((_PROBE, basics, steps)))
    except UnusableKitError:
        return False
    return True


def _read_toml(call: Invocation, field: str, errors: dict[str, str]) -> str:
    """Return TOML with the quotation marks that phones type made plain."""
    words = read_words(call, field, TYPED_LIMIT, errors, multiline=True)
    return words.replace("“", '"').replace("”", '"').replace("„", '"')
