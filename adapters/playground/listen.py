"""The playground's interactions as invocations, dispatched and answered."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from adapters.playground import fields
from adapters.playground.payloads import SubmittedFile
from adapters.playground.post import Playground
from adapters.playground.records import Colleague, Conversation
from adapters.uploads import collect_uploads
from bot.core.interactions import Answer, FormErrors, InteractionKind, Invocation, Reply
from bot.core.platform import MessageRef, PermanentError
from bot.core.router import Option, Router
from bot.core.small_talk import is_greeting
from bot.core.unclear_lines import TYPED
from bot.ui.cards import Form
from bot.ui.text import drop_unstorable

Fields = Mapping[str, str | tuple[str, ...]]
NO_FILES: Mapping[str, SubmittedFile] = {}
OWN_COMMAND = "mingle"  # what its commands begin with; written to Mingle, it can be left out
MAX_WORDS = 12_000  # characters in one typed line; longer ones are cut


@dataclass
class PlaygroundListener:
    """The way in from the playground: interactions become invocations, and answers are shown.

    With `alone` an answer is returned but not shown, for seeds and simulated people.
    """

    playground: Playground
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    seed: str = ""

    async def handle_line(
        self, person: str, channel: str, words: str, interaction_id: str, *, alone: bool = False
    ) -> Answer:
        """Handle a typed line: a slash command is dispatched, anything else posted as chat.

        A command's line is shown only to the person who typed it. Mingle never reads chat, but
        what somebody writes to it alone is read as the command that it stands for.
        """
        line = drop_unstorable(words.strip())[:MAX_WORDS]
        if not line:
            return None
        if not line.startswith("/"):
            await self.playground.post_as_person(channel, person, line)
            if alone or not await self._is_to_mingle(channel):
                return None
            call = await self._invocation(person, channel, interaction_id, "command")
            return await self._dispatch(await self._parse_words(call, line), alone)

        call = await self._invocation(person, channel, interaction_id, "command")
        return await self._dispatch(await self._parse_command(call, line), alone, line)

    async def handle_click(
        self,
        person: str,
        sent: MessageRef,
        action: str,
        value: str,
        interaction_id: str,
        *,
        choice: str | None = None,
        alone: bool = False,
    ) -> Answer:
        """Handle a click on a button, or a menu's choice; one may stand for a typed line."""
        if action == TYPED:
            call = await self._invocation(person, sent.channel, interaction_id, "command")
            return await self._dispatch(await self._parse_command(call, f"/{value}"), alone)
        call = await self._invocation(person, sent.channel, interaction_id, "button")
        chosen: Fields = {} if choice is None else {"choice": choice}
        call = replace(call, action=action, value=value, message=sent, fields=chosen)
        return await self._dispatch(call, alone)

    async def handle_submission(
        self,
        person: str,
        channel: str,
        form: Form,
        given: Fields,
        interaction_id: str,
        submitted_files: Mapping[str, SubmittedFile] = NO_FILES,
        *,
        alone: bool = False,
    ) -> Answer:
        """Handle a form; one with missing or bad values is not dispatched."""
        channels = {each.id: each.name for each in await self.playground.channels_of(person)}
        values = fields.parse_values(form, given, channels)
        offered = fields.offered_files(submitted_files)
        files, file_errors = await collect_uploads(form.file_fields, offered)
        if errors := fields.find_problems(form, values) | file_errors:
            return FormErrors(errors)

        call = await self._invocation(person, channel, interaction_id, "form")
        call = replace(call, action=form.action, value=form.value, fields=values, files=files)
        chosen = {each: channels[str(each)] for each in values.values() if each in channels}
        call = replace(call, chosen_names=chosen)
        return await self._dispatch(call, alone)

    async def _invocation(
        self, person: str, channel: str, interaction_id: str, kind: InteractionKind
    ) -> Invocation:
        who = (await self.playground.colleagues_by_id()).get(person)
        conversation = (await self.playground.conversations_by_id()).get(channel)
        if who is None or conversation is None:
            raise PermanentError(f"nobody here is {person}, or no channel is {channel}")

        return Invocation(
            id=interaction_id,
            workspace=self.playground.workspace,
            person=who.id,
            name=who.name,
            now=self.playground.now(),
            interaction=kind,
            action="",
            channel=conversation.id,
            channel_name=conversation.name if conversation.kind == "channel" else "",
            zone=who.zone,
            organiser=who.organiser,
            seed=f"{self.seed} {interaction_id}",
        )

    async def _parse_command(self, call: Invocation, line: str) -> Invocation:
        """Return the call with a command's name and options; an unknown one keeps its line."""
        people = await self.playground.colleagues_by_id()
        typed = self.router.read_line(_quote_names(line, people.values()))
        call = replace(call, unused=typed.unused, offers=typed.offers)
        command = self.router.commands.get(typed.command)
        if command is None:
            return replace(call, action=typed.command)

        conversations = await self.playground.conversations_by_id()
        options = {option.name: option for option in command.options}
        values = {
            name: _resolve(options[name], words, people, conversations)
            for name, words in typed.fields.items()
        }
        return replace(call, action=command.name, fields=values)

    async def _is_to_mingle(self, channel: str) -> bool:
        conversation = (await self.playground.conversations_by_id()).get(channel)
        return conversation is not None and conversation.kind == "direct"

    async def _parse_words(self, call: Invocation, words: str) -> Invocation:
        """Return the call with the command that was written to Mingle.

        “lunch 12:30” and “join”, which is short for “mingle join”, are commands.
        """
        if is_greeting(words):
            return await self._parse_command(call, f"/{OWN_COMMAND}")
        plain = await self._parse_command(call, f"/{words}")
        short = await self._parse_command(call, f"/{OWN_COMMAND} {words}")
        is_short = short.action in self.router.commands and short.action != OWN_COMMAND
        return short if is_short and plain.action not in self.router.commands else plain

    async def _dispatch(self, call: Invocation, alone: bool, line: str = "") -> Answer:
        answer = await self.dispatch(call)
        if alone or not call.channel:
            return answer
        card = None
        if isinstance(answer, Reply):
            card, clicked = answer.card, call.message
            if clicked and await self.playground.replace_answer(clicked, call.person, answer):
                return answer
        if line or card:
            await self.playground.show_answer(call.channel, call.person, card, line)
        return answer


def _quote_names(line: str, people: Iterable[Colleague]) -> str:
    """Return a line in which each "@Tom Becker" is quoted, and so one word to the parser."""
    if "@" not in line:
        return line

    names = [person.name for person in people]
    for name in sorted(names, key=len, reverse=True):
        mention = rf'(?<!["\w])@{re.escape(name)}(?!\w)'
        line = re.sub(mention, r'"\g<0>"', line, flags=re.IGNORECASE)
    return line


def _resolve(
    option: Option,
    words: str,
    people: Mapping[str, Colleague],
    conversations: Mapping[str, Conversation],
) -> str:
    """Return the id of the person or channel that an option names; else its words."""
    if option.kind == "person":
        return _find_person(words, people) or words
    if option.kind == "channel":
        return _find_channel(words, conversations) or words
    return words


def _find_channel(words: str, conversations: Mapping[str, Conversation]) -> str | None:
    name = words.removeprefix("#").casefold()
    for conversation in conversations.values():
        if conversation.kind == "channel" and conversation.name.casefold() == name:
            return conversation.id
    return None


def _find_person(words: str, people: Mapping[str, Colleague]) -> str | None:
    """Return the one person with this full name, or else with this first name."""
    name = " ".join(words.removeprefix("@").casefold().split())
    full_names = [(person.id, person.name.casefold()) for person in people.values()]
    matches = [person for person, full_name in full_names if full_name == name]
    if not matches:
        matches = [person for person, full_name in full_names if full_name.split()[0] == name]
    return matches[0] if len(matches) == 1 else None
