"""What people do in Slack: type, click, choose, fill in, join and leave."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from tests.doubles.slack import checks, payloads
from tests.doubles.slack.core import Core
from tests.doubles.slack.courier import Courier, Delivery
from tests.doubles.slack.methods.chat import made
from tests.doubles.slack.methods.registry import Call
from tests.doubles.slack.methods.views import change
from tests.doubles.slack.methods.views import made as made_view
from tests.doubles.slack.state import Channel, Json, Message, Refused, User, View

Filled = Mapping[str, Any]


class Interactions(Core):
    """What people do; each interaction waits until the app has acknowledged or three seconds are
    over."""

    courier: Courier

    async def type_command(self, user: User, channel: Channel, words: str) -> Delivery:
        """Type a slash command, such as "/lunch 12:30"."""
        name, _, text = words.partition(" ")
        assert self.app.commands is None or name in self.app.commands, (
            f"{name} is not a command of this workspace"
        )
        assert user.id in channel.members, f"{user.name} is not in {channel.name}"
        delivery = await self.courier.interaction(
            "slash_commands", payloads.command(self, user, channel, name, text)
        )
        if delivery.answer:
            self._said_in_ack(user, channel, delivery.answer)
        return delivery

    async def click(
        self,
        user: User,
        on: Message | View,
        action_id: str = "",
        *,
        label: str = "",
        value: str | None = None,
    ) -> Delivery:
        """Click a button that stands in a message or view, named by its action_id, its words or its
        value."""
        for block_id, element in self._within_reach(user, on):
            words = element.get("text", {}).get("text", "") if element["type"] == "button" else None
            fits = words is not None and (not action_id or element["action_id"] == action_id)
            if fits and (not label or words == label) and value in {None, element.get("value", "")}:
                return await self._act(user, on, payloads.action(element, block_id, ""))
        raise AssertionError(f"there is no button {action_id or label!r} in what {user.name} sees")

    async def choose(self, user: User, on: Message | View, action_id: str, chosen: Any) -> Delivery:
        """Choose something in a select of a message or view, by its value or its words."""
        for block_id, element in self._within_reach(user, on):
            if element["action_id"] == action_id and element["type"] != "button":
                return await self._act(user, on, payloads.action(element, block_id, chosen))
        raise AssertionError(f"there is no select {action_id!r} in what {user.name} sees")

    async def submit(self, user: User, view: View, values: Filled | None = None) -> Delivery:
        """Fill in a form and send it.

        Values by block_id, action_id or label, the rest stays as it stands.
        """
        workspace = self.workspace_of(user)
        stack = workspace.stacks.get(user.id, [])
        assert view in stack[-1:], f"{user.name} has no such form before them"
        state = _filled_in(view, values or {})
        payload = payloads.submission(self, user, view, state)
        delivery = await self.courier.interaction("interactive", payload)
        if delivery.acked:
            self._after_submission(user, view, delivery)
        return delivery

    async def close_view(self, user: User, view: View) -> Delivery | None:
        """Close a form without sending it."""
        self.workspace_of(user).stacks[user.id].remove(view)
        if not view.content.get("notify_on_close"):
            return None
        return await self.courier.interaction(
            "interactive", payloads.submission(self, user, view, {}, closed=True)
        )

    async def shortcut(
        self, user: User, callback_id: str, message: Message | None = None
    ) -> Delivery:
        """Use a shortcut of the app, global or on a message."""
        assert self.app.shortcuts is None or callback_id in self.app.shortcuts, (
            f"no shortcut {callback_id}"
        )
        return await self.courier.interaction(
            "interactive", payloads.shortcut(self, user, callback_id, message)
        )

    async def suggest(self, user: User, view: View, action_id: str, typed: str = "") -> list[Json]:
        """Type into a select whose options the app gives."""
        block_id, _ = next(
            found for found in checks.elements(view.blocks) if found[1]["action_id"] == action_id
        )
        payload = payloads.submission(self, user, view, {}) | {
            "type": "block_suggestion",
            "value": typed,
        }
        payload |= {"action_id": action_id, "block_id": block_id}
        delivery = await self.courier.interaction("interactive", payload)
        options: list[Json] = (delivery.answer or {}).get("options", [])
        assert delivery.acked, delivery
        assert len(options) <= 100, "an external select shows 100 options at most"
        return options

    async def _act(self, user: User, on: Message | View, action: Json) -> Delivery:
        delivery = await self.courier.interaction(
            "interactive", payloads.click(self, user, on, action, _state(on.blocks))
        )
        if delivery.answer:
            self.problems.append(
                f"a click's acknowledgement says nothing, but this came: {delivery.answer}"
            )
        return delivery

    def _within_reach(self, user: User, on: Message | View) -> list[tuple[str, Json]]:
        workspace = self.workspace_of(user)
        if isinstance(on, View):
            seen = workspace.homes.get(user.id) is on or on in workspace.stacks.get(user.id, [])
        else:
            seen = (
                user.id == on.only_for
                if on.only_for
                else user.id in workspace.channels[on.channel].members
            )
        assert seen, f"{user.name} does not see this"
        return list(checks.elements(on.blocks))

    def _said_in_ack(self, user: User, channel: Channel, answer: Json) -> None:
        workspace = self.workspace_of(user)
        try:
            call = Call(self, workspace, answer, workspace.token)
            message = made(call, channel, workspace.bot.id, answer)
        except Refused as refusal:
            self.problems.append(f"nobody can show this answer to a command: {refusal.answer}")
            return
        if answer.get("response_type") == "in_channel":
            self.say(workspace, channel, message)
        else:
            message.only_for = user.id
            workspace.ephemerals.append(message)

    def _after_submission(self, user: User, view: View, delivery: Delivery) -> None:
        workspace = self.workspace_of(user)
        stack, answer = workspace.stacks[user.id], delivery.answer or {}
        view.errors = {}
        try:
            match answer.get("response_action"):
                case None if answer:
                    raise Refused("invalid_response", str(answer))
                case None:
                    stack.pop()
                case "clear":
                    stack.clear()
                case "errors":
                    self._show_errors(view, answer.get("errors"))
                case "update":
                    change(self, view, checks.view(answer.get("view"), "modal"))
                case "push":
                    stack.append(
                        made_view(
                            self,
                            workspace,
                            user.id,
                            checks.view(answer.get("view"), "modal"),
                            stack,
                        )
                    )
                case other:
                    raise Refused("invalid_response_action", str(other))
        except Refused as refusal:
            delivery.error = "We had some trouble connecting. Try again?"
            self.problems.append(f"a form's answer that Slack cannot use: {refusal.answer}")

    def _show_errors(self, view: View, errors: Any) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise Refused(
                "invalid_errors", f"{errors} does not name input blocks of {sorted(inputs)}"
            )
        view.errors = dict(errors)


def _filled_in(view: View, values: Filled) -> Json:
    unknown = {
        name for name in values if not any(name in _names(*one) for one in _fillable(view.blocks))
    }
    assert not unknown, f"the form has no {unknown}"
    for block, element in _fillable(view.blocks):
        _check(block, element, _value(block, element, values))
    return _state(view.blocks, values)


def _state(blocks: list[Json], values: Filled | None = None) -> Json:
    state: Json = {}
    for block, element in _fillable(blocks):
        value = payloads.value_of(element, _value(block, element, values or {}))
        state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def _fillable(blocks: list[Json]) -> list[tuple[Json, Json]]:
    held = ((block, one) for block in blocks for _, one in checks.elements([block]))
    return [(block, one) for block, one in held if one["type"] not in {"button", "overflow"}]


def _names(block: Json, element: Json) -> set[str]:
    return {block["block_id"], element["action_id"], block.get("label", {}).get("text", "")}


def _value(block: Json, element: Json, values: Filled) -> Any:
    given = [values[name] for name in _names(block, element) if name in values]
    return given[0] if given else payloads.initial_of(element)


def _check(block: Json, element: Json, value: Any) -> None:
    name = block.get("label", {}).get("text", block["block_id"])
    needed = block["type"] == "input" and not block.get("optional")
    assert value or not needed, f"Slack does not send a form with nothing in {name!r}"
    if isinstance(value, str) and element["type"] == "plain_text_input":
        longest = element.get("max_length", checks.TYPED_LIMIT)
        assert len(value) <= longest, (
            f"Slack lets nobody type more than {longest} characters into {name!r}"
        )
    if isinstance(value, str) and value:
        _check_kind(element, name, value)
    if element["type"] == "file_input":
        handed = [value] if isinstance(value, dict) else value or []
        assert len(handed) <= element.get("max_files", 10), f"{name!r} takes no more files"
    most = element.get("max_selected_items")
    assert not (most and isinstance(value, list | tuple) and len(value) > most), (
        f"{name!r} takes {most} at most"
    )


def _check_kind(element: Json, name: str, value: str) -> None:
    """Accept what Slack's client lets somebody send from an input of this type."""
    match element["type"]:
        case "number_input":
            assert value.lstrip("-").isdecimal(), f"{name!r} takes whole numbers"
            least, most = element.get("min_value", value), element.get("max_value", value)
            assert int(least) <= int(value) <= int(most), f"{name!r} is from {least} to {most}"
        case "url_text_input":
            assert value.startswith(("http://", "https://")), f"{name!r} takes web addresses"
        case "timepicker":
            assert time.fromisoformat(value), f"{name!r} takes times"
