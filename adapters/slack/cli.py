"""The command `mingle manifest`."""

import json
from typing import Annotated

import typer

from bot.cli import output, runtime
from bot.features import ROUTER


def manifest(
    platform: Annotated[str, typer.Argument(help="slack")],
    http: Annotated[
        str, typer.Option(help="the public https address, for HTTP; without it, Socket Mode")
    ] = "",
    with_history: Annotated[
        bool, typer.Option(help="let Mingle look whether its own messages arrived")
    ] = False,
    with_groups: Annotated[
        bool, typer.Option(help="let a user group set Mingle up (slack.organisers)")
    ] = False,
    with_join: Annotated[
        bool, typer.Option(help="let Mingle join a public channel where an organiser sets it up")
    ] = False,
    with_steps: Annotated[
        bool, typer.Option(help="offer steps for Slack's workflows; takes a paid plan")
    ] = False,
    links: Annotated[
        list[str] | None,
        typer.Option(help="a domain of event pages whose links get a preview (slack.links)"),
    ] = None,
    install: Annotated[
        str,
        typer.Option(help="the public https address where anybody may add Mingle by a click"),
    ] = "",
) -> None:
    """Print what to paste when the app is made."""
    if refusal := output.no_manifest(platform, http) or output.no_manifest(platform, install):
        runtime.give_up(refusal)
    from adapters.slack.manifest import build_manifest  # takes long to import

    definition = build_manifest(
        ROUTER,
        http,
        history=with_history,
        groups=with_groups,
        join=with_join,
        pages=install,
        links=links or (),
        steps=with_steps,
    )
    print(json.dumps(definition, indent=2))  # noqa: T201
