"""What people say around what they propose, such as “anyone up for ramen?”. Pure."""

import re
from collections.abc import Sequence

from bot.core.tokens import Token
from bot.dates.vocabulary import fold_phrase

WITH = frozenset((
    "with", "mit", "avec", "con", "w/", "w", "invite", "wth", "wiht", "whit", "witj",
))  # fmt: skip
_GREETINGS = frozenset((
    "hi", "hello", "hey", "hiya", "hallo", "moin", "servus", "hola", "buenas", "good morning",
    "guten morgen", "guten tag", "buenos dias",
))  # fmt: skip
# What people say around what they propose, and who is nobody in particular.
_CHAT = re.compile(
    r"(?:does |is |would |hat )?(?:any ?(?:one|body)|some ?(?:one|body)|who'?s?|wer|jemand|alguien"
    r"|quien|lust)(?: (?:else|new|neues?|nuevo))?"
    r"(?: (?:wants?|want to|like|likes|is|in|up|free|fancy|fancies|hungry|hat|lust|dabei|will|mit"
    r"|se|apunta|quiere|keen|on|for|auf|down|coming|joining|kommt|viene))*"
    r"|(?:i|we) (?:want to|wanna|would like to)(?: (?:eat|have|get|go|go to))?"
    r"|(?:i'm |i am |ich bin |so |very )?hungry|(?:ich habe |hab )?hunger|tengo hambre"
    r"|(?:ich will|ich mochte|wir wollen|quiero|queremos|me gustaria)(?: (?:essen|comer|ir))?"
    r"|(?:let'?s |lets |shall we |can we |could we |we could |wollen wir |vamos a )"
    r"(?:do|go|eat|meet|have|get|try|grab|essen|gehen|comer)?(?: (?:lunch|mittagessen))?"
)
_LONGEST_CHAT = 7  # words
_LONGEST_GREETING = 3  # words
TALK = re.compile(
    r"(?:to |um |para )?(?:talk(?:ing)?|chat(?:ting)?|speak|discuss|reden|quatschen|sprechen"
    r"|hablar|charlar)"
)


def is_greeting(words: str) -> bool:
    """Return whether words greet, and say little else: “Hello there”."""
    plain = re.sub(r"[^\w\s]", " ", fold_phrase(words)).split()
    first = (" ".join(plain[:length]) for length in (1, 2))
    return 0 < len(plain) <= _LONGEST_GREETING and not _GREETINGS.isdisjoint(first)


def without_chat(tokens: Sequence[Token]) -> list[Token]:
    """Return words without what is only said around them: “anyone up for ramen at 12:30?”."""
    left, index = list[Token](), 0
    while index < len(tokens):
        length = _chat_length(tokens[index : index + _LONGEST_CHAT])
        if not length:
            left.append(tokens[index])
        elif left and not left[-1].quoted and fold_phrase(left[-1].text) in WITH:
            left.pop()
        index += length or 1
    return left


def _chat_length(tokens: Sequence[Token]) -> int:
    """Return how many words from the first on are chat."""
    plain = [fold_phrase(token.text) for token in tokens]
    for length in range(len(plain), 0, -1):
        quoted = any(token.quoted for token in tokens[:length])
        if not quoted and _CHAT.fullmatch(" ".join(plain[:length])):
            return length
    return 0
