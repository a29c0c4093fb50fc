"""`mingle check`: what is missing or wrong, and when each job runs next."""

import typer

from bot.cli import doctor, output, runtime, trouble
from bot.cli.doctor import Finding
from bot.cli.runtime import ConfigOption, real_now
from bot.config import LogSection, Settings
from bot.features import ROUTER
from bot.logs import configure_logging
from bot.store.engine import Database
from bot.store.migrate import open_current
from bot.store.problems import StoreProblem
from jobs.web.confinement import find_confinement


def check(config: ConfigOption = None) -> None:
    """Check the store and every platform; exit with 1 unless every finding is fine."""
    settings = runtime.settings_or_exit(config)
    configure_logging(LogSection(level="error"))
    if not all(runtime.run_async(_check(settings))):
        raise typer.Exit(1)


async def _check(settings: Settings) -> list[bool]:
    """Print every finding; return which of them are fine.

    Nothing is migrated or created: another version may be running on this database.
    """
    kernel = find_confinement()
    own = [
        output.platforms_finding(settings),
        output.confinement_finding(landlock=kernel.landlock, seccomp=kernel.seccomp),
    ]
    try:
        async with open_current(settings.database.url, keys=settings.database.key_list) as database:
            return await _check_all(settings, database, own)
    except StoreProblem as problem:
        output.print_findings([*own, (False, trouble.describe_error(problem))])
        return [False]


async def _check_all(settings: Settings, database: Database, own: list[Finding]) -> list[bool]:
    async with database.read_transaction() as tx:
        own = own + await doctor.collect_findings(tx, real_now())
        channels = await doctor.served_channels(tx)
        output.print_findings(own)
        output.print_agenda(await doctor.upcoming_occurrences(tx))

    of_platforms: list[tuple[bool, str]] = []
    for slack in settings.slack_sections.values():
        from adapters.slack.check import run_checks as check_slack
        from adapters.slack.check_app import check_app
        from adapters.slack.check_installs import check_installs

        if slack.has_installs:
            of_platforms += await check_installs(slack, database, channels, real_now())
        if slack.bot_token.get_secret_value():
            of_platforms += await check_slack(slack, channels, real_now())
        of_platforms.append(await check_app(slack, ROUTER, database))

    if settings.discord.enabled:
        from adapters.discord.check import run_checks as check_discord

        of_platforms += await check_discord(settings.discord, channels, ROUTER, database)

    output.print_findings([finding for finding in of_platforms if finding not in own])
    return [fine for fine, _ in [*own, *of_platforms]]
