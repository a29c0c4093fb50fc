"""Take what people type, click and submit in the playground to Mingle, and show them the answer."""

import random
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from adapters.playground import fields
from adapters.playground.client_events import SubmittedFile
from adapters.playground.post import Playground
from adapters.playground.records import Colleague, Conversation, is_open_to
from adapters.uploads import collect_uploads
from bot.core.platform import MessageRef, PermanentError
from bot.core.router import Answer, FormErrors, Invocation, Option, Reply, Router
from bot.ui.cards import Form
from bot.ui.text import drop_unstorable

Fields = Mapping[str, str | tuple[str, ...]]
NO_FILES: Mapping[str, SubmittedFile] = {}
MAX_WORDS = 12_000  # characters in one typed line; longer ones are cut


@dataclass
class PlaygroundListener:
    """The front door.

    A gesture goes in, its answer comes back and is shown where the gesture was made.
    """

    playground: Playground
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    seed: str = ""

    async def handle_line(
        self, person: str, channel: str, words: str, interaction_id: str, *, alone: bool = False
    ) -> Answer:
        """Read a typed line: a slash command goes to Mingle, anything else is talk that Mingle
        never reads.

        The line with a command is shown to the one who typed it only. `alone` leaves out what
        nobody would look at.
        """
        line = drop_unstorable(words.strip())[:MAX_WORDS]
        if not line:
            return None
        if not line.startswith("/"):
            await self.playground.post_as_person(channel, person, line)
            return None
        call = await self._call(person, channel, interaction_id, "command")
        return await self._dispatch(await self._read(call, line), alone, line)

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
        """Pass on a click on a button, or a select's choice."""
        call = await self._call(person, sent.channel, interaction_id, "button")
        chosen: Fields = {} if choice is None else {"choice": choice}
        return await self._dispatch(
            replace(call, action=action, value=value, message=sent, fields=chosen), alone
        )

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
        """Pass on a filled-in form, once it has what it needs."""
        rooms = (await self.playground.conversations_by_id()).values()
        values = fields.parse_values(
            form, given, {room.id for room in rooms if is_open_to(person, room)}
        )
        files, unfit = await collect_uploads(
            form.file_fields, fields.offered_files(submitted_files)
        )
        if wrong := fields.find_problems(form, values) | unfit:
            return FormErrors(wrong)
        call = await self._call(person, channel, interaction_id, "form")
        call = replace(call, action=form.action, value=form.value, fields=values, files=files)
        return await self._dispatch(call, alone)

    async def _call(self, person: str, channel: str, interaction_id: str, kind: str) -> Invocation:
        who = (await self.playground.colleagues_by_id()).get(person)
        where = (await self.playground.conversations_by_id()).get(channel)
        if who is None or where is None:
            raise PermanentError(f"nobody here is {person}, or no channel is {channel}")
        return Invocation(
            id=interaction_id,
            workspace=self.playground.workspace,
            person=who.id,
            name=who.name,
            now=self.playground.now(),
            interaction=kind,  # type: ignore[arg-type]
            action="",
            channel=where.id,
            channel_name=where.name if where.kind == "channel" else "",
            zone=who.zone,
            organiser=who.organiser,
            rng=random.Random(f"{self.seed} {interaction_id}"),
        )

    async def _read(self, call: Invocation, line: str) -> Invocation:
        people = await self.playground.colleagues_by_id()
        try:
            command, typed = self.router.parse_command(_quoted(line, people.values()))
        except LookupError:
            return replace(call, action=line.removeprefix("/"))
        rooms = await self.playground.conversations_by_id()
        known = {option.name: option for option in command.options}
        options = {
            name: _resolve(known[name], words, people, rooms) for name, words in typed.items()
        }
        return replace(call, action=command.name, fields=options)

    async def _dispatch(self, call: Invocation, alone: bool, line: str = "") -> Answer:
        answer = await self.dispatch(call)
        card = answer.card if isinstance(answer, Reply) else None
        if call.channel and not alone and (line or card):
            await self.playground.show_answer(call.channel, call.person, card, line)
        return answer


def _quoted(line: str, people: Iterable[Colleague]) -> str:
    # "@Tom Becker" is one word to the person who typed it.
    if "@" not in line:
        return line
    for name in sorted((c.name for c in people), key=len, reverse=True):
        line = re.sub(
            rf'(?<!["\w])@{re.escape(name)}(?!\w)',
            lambda found: f'"{found[0]}"',
            line,
            flags=re.IGNORECASE,
        )
    return line


def _resolve(
    option: Option,
    words: str,
    people: Mapping[str, Colleague],
    conversations: Mapping[str, Conversation],
) -> str:
    if option.kind == "person":
        return _person(words, people) or words
    if option.kind == "channel":
        wanted = words.removeprefix("#").casefold()
        return next(
            (
                r.id
                for r in conversations.values()
                if r.kind == "channel" and r.name.casefold() == wanted
            ),
            words,
        )
    return words


def _person(words: str, people: Mapping[str, Colleague]) -> str | None:
    wanted = " ".join(words.removeprefix("@").casefold().split())
    whole = [c.id for c in people.values() if c.name.casefold() == wanted]
    first = [c.id for c in people.values() if c.name.casefold().split()[0] == wanted]
    found = whole or first
    return found[0] if len(found) == 1 else None
