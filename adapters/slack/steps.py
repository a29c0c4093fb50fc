"""Steps of workflows: what Mingle does in one, with the rights of whoever set it going."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.json_types import JsonObject, Payload
from adapters.slack import ids, strings
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.people import SlackPeople
from bot.core.interactions import Answer, FormErrors, Reply
from bot.core.platform import PlatformError
from bot.ui.cards import as_text
from bot.ui.speech import say

PERSON, CHANNEL = "person", "channel"  # inputs of every step
MAX_ERROR = 500  # characters of why a step was not done

log = structlog.get_logger()


@dataclass(frozen=True)
class Step:
    """A step that workflows can have: the command that it stands for, and its inputs."""

    command: str
    title: str
    about: str
    inputs: Mapping[str, str]  # labels of the command's options
    needed: tuple[str, ...] = ()


STEPS = {
    "open_table": Step(
        "lunch", strings.STEP_TABLE, strings.STEP_TABLE_ABOUT, strings.STEP_TABLE_INPUTS, ("when",)
    ),
    "post_prompt": Step("prompt now", strings.STEP_PROMPT, strings.STEP_PROMPT_ABOUT, {}),
}

# of a person and a channel, by Slack's ids, for a command and its options
RunCommand = Callable[[JsonObject, str, Mapping[str, str]], Awaitable[Answer]]


def build_steps() -> JsonObject:
    """Return the steps for the manifest.

    The person is whoever set the workflow going. Slack alone says who: its builder cannot name
    another.
    """
    return {name: _described(step) for name, step in STEPS.items()}


def _described(step: Step) -> JsonObject:
    person = {"type": "slack#/types/user_context", "title": strings.STEP_PERSON}
    channel = {"type": "slack#/types/channel_id", "title": strings.STEP_CHANNEL}
    inputs: dict[str, JsonObject] = {
        PERSON: {**person, "is_required": True},
        CHANNEL: {**channel, "is_required": True},
    }
    for name, label in step.inputs.items():
        inputs[name] = {"type": "string", "title": label, "is_required": name in step.needed}
    return {
        "title": step.title,
        "description": step.about,
        "input_parameters": {name: {"name": name, **about} for name, about in inputs.items()},
        "output_parameters": {},
    }


@dataclass(frozen=True)
class WorkflowSteps:
    """The steps of one workspace's workflows."""

    api: SlackApi
    people: SlackPeople
    run_command: RunCommand

    async def run(self, event: Payload, event_id: str) -> None:
        """Do a step as the command that it stands for, and tell Slack what became of it."""
        step = STEPS.get(str(event["function"].get("callback_id")))
        inputs = event.get("inputs") or {}
        person, channel = _person(inputs.get(PERSON)), str(inputs.get(CHANNEL) or "")
        if step is None or not person or not ids.is_channel(channel):
            await self._complete(event, say(strings.STEP_UNCLEAR))
            return
        fields = {name: str(inputs[name]) for name in step.inputs if inputs.get(name)}
        body = {"user_id": person, "channel_id": channel, "event_id": event_id}
        if any(name not in fields for name in step.needed):
            await self._complete(event, say(strings.STEP_UNCLEAR))
            return
        if not await self._is_in(person, channel):
            await self._complete(event, say(strings.STEP_OUTSIDE))
            return
        answer = await self.run_command(body, step.command, fields)
        if answer is not None:  # or else Slack told of the step twice
            await self._complete(event, _why_not(answer))

    async def _is_in(self, person: str, channel: str) -> bool:
        """Return whether somebody could type a command in a channel."""
        try:
            members = await self.people.channel_members(channel)
        except (PlatformError, SlackRefused) as error:
            log.info("channel not looked at", action="slack.steps", error=str(error))
            return False
        ours = ids.qualify_id(self.people.workspace, person)
        return any(member.person == ours for member in members)

    async def _complete(self, event: Payload, why_not: str) -> None:
        """Report to Slack that a step is done, or why it is not; only its own token may."""
        execution = {
            "function_execution_id": event["function_execution_id"],
            "token": event["bot_access_token"],
        }
        try:
            if why_not:
                await self.api.call_method(
                    "functions.completeError", error=why_not[:MAX_ERROR], **execution
                )
            else:
                await self.api.call_method("functions.completeSuccess", outputs={}, **execution)
        except (PlatformError, SlackRefused) as error:
            log.warning("step not completed", action="slack.steps", error=str(error))


def _person(context: Any) -> str:
    """Return whom Slack vouches for as the one who set a workflow going."""
    native = str(context.get("id") or "") if isinstance(context, Mapping) else ""
    return native if ids.is_person(native) else ""


def _why_not(answer: Answer) -> str:
    """Return why a command did nothing; empty where it did what it is for."""
    match answer:
        case Reply(outcome="acted"):
            return ""
        case Reply(card):
            return as_text(card)
        case FormErrors():
            return " ".join(answer.sentences.values())
    return say(strings.STEP_BY_HAND)
