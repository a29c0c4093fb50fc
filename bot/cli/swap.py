"""`mingle swap`: agree with another install to introduce one colleague of each to the other."""

from typing import Annotated

import typer

from bot.cli import help_texts, output, runtime, swap_output
from bot.cli.runtime import DEFAULT_WORKSPACE, ConfigOption, WorkspaceOption, real_now
from bot.config import LogSection, Settings
from bot.dates.local_time import UnknownZone
from bot.logs import configure_logging
from bot.store.migrate import open_current
from bot.store.vault import NoKeyError, UnreadableSecretError
from bot.swap import agreements, crossings, records
from bot.swap.agreements import Agreed, BadToken
from bot.swap.records import Swap

app = typer.Typer(no_args_is_help=True, help=help_texts.SWAP_HELP)

NameOption = Annotated[str, typer.Option(help="what the other company calls yours")]


@app.command(help=help_texts.SWAP_INVITE_HELP)
def invite(
    name: NameOption,
    place: Annotated[str, typer.Option(help="the meeting point, for people of both companies")],
    zone: Annotated[str, typer.Option(help="the time zone of the lunches")] = "UTC",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    config: ConfigOption = None,
) -> None:
    """Print an invitation to hand to the other operator."""
    settings = _settings(config)
    try:
        token, fingerprint = runtime.run_async(_invite(settings, workspace, name, place, zone))
    except (BadToken, UnknownZone, NoKeyError) as error:
        runtime.give_up(swap_output.bad_swap(_why(error)))
    output.print_line(swap_output.INVITED)
    swap_output.print_raw(token)
    output.print_line(swap_output.own_fingerprint(fingerprint))


@app.command(help=help_texts.SWAP_ACCEPT_HELP)
def accept(
    token: Annotated[str, typer.Argument(help="what the other operator handed over")],
    name: NameOption = "",
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    config: ConfigOption = None,
) -> None:
    """Accept an invitation and print the answer; or take the answer to one's own in."""
    settings = _settings(config)
    try:
        agreed = runtime.run_async(_accept(settings, workspace, token, name))
    except (BadToken, UnreadableSecretError, NoKeyError) as error:
        runtime.give_up(swap_output.bad_swap(_why(error)))
    output.print_line(swap_output.swap_agreed(agreed.swap.name, agreed.their_fingerprint))
    output.print_line(swap_output.own_fingerprint(agreed.own_fingerprint))
    if agreed.back:
        output.print_line(swap_output.HAND_BACK)
        swap_output.print_raw(agreed.back)


@app.command(help=help_texts.SWAP_STATUS_HELP)
def status(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    log: Annotated[bool, typer.Option("--log", help="the fingerprint of all that crossed")] = False,
    config: ConfigOption = None,
) -> None:
    """Print the agreements, when the other side was reached last, and what crossed."""
    settings = _settings(config)
    swaps, crossed = runtime.run_async(_status(settings, workspace))
    if not swaps:
        output.print_line(swap_output.NO_SWAPS)
        return
    rows = [
        (
            of.code,
            of.name or "-",
            of.state,
            of.side,
            f"{of.contact_at:%Y-%m-%d %H:%M}" if of.contact_at else "never",
        )
        for of in swaps
    ]
    output.print_rows(("code", "with", "state", "this side", "reached (UTC)"), rows)
    for line in crossed if log else ():
        swap_output.print_raw(line)


@app.command(help=help_texts.SWAP_END_HELP)
def end(
    code: Annotated[str, typer.Argument(help="the code that status prints")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    config: ConfigOption = None,
) -> None:
    """End an agreement at once."""
    settings = _settings(config)
    if not runtime.run_async(_end(settings, workspace, code)):
        runtime.give_up(swap_output.bad_swap("no agreement has this code"))
    output.print_line(swap_output.ENDED)


def _settings(config: ConfigOption) -> Settings:
    settings = runtime.settings_or_exit(config)
    configure_logging(LogSection(level="error"))
    return settings


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, BadToken | UnknownZone) else swap_output.NO_KEYS


async def _invite(
    settings: Settings, workspace: str, name: str, place: str, zone: str
) -> tuple[str, str]:
    base = settings.database
    async with open_current(base.url, keys=base.key_list) as opened, opened.transaction() as tx:
        return await agreements.invite(tx, workspace, name, place, zone, real_now())


async def _accept(settings: Settings, workspace: str, token: str, name: str) -> Agreed:
    base, address = settings.database, settings.web.public_url
    async with open_current(base.url, keys=base.key_list) as opened, opened.transaction() as tx:
        return await agreements.accept(tx, workspace, token, name, address, real_now())


async def _status(settings: Settings, workspace: str) -> tuple[list[Swap], list[str]]:
    async with (
        open_current(settings.database.url) as opened,
        opened.read_transaction() as tx,
    ):
        swaps = await records.list_swaps(tx, workspace)
        crossed = [
            f"{of.code} {entry.number} {entry.kind} {entry.digest}"
            for of in swaps
            for entry in await crossings.list_crossings(tx, of.id)
        ]
        return swaps, crossed


async def _end(settings: Settings, workspace: str, code: str) -> bool:
    base = settings.database
    async with open_current(base.url, keys=base.key_list) as opened, opened.transaction() as tx:
        found = [each for each in await records.list_swaps(tx, workspace) if each.code == code]
        for of in found:
            await agreements.end(tx, of, real_now())
        return bool(found)
