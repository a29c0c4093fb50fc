"""Look over every workspace that added Mingle, and say how to mend what is wrong."""

from datetime import timedelta

from cryptography.fernet import Fernet
from pydantic import SecretStr

from adapters.slack import strings
from adapters.slack.check_app import check_app
from adapters.slack.check_installs import check_installs
from adapters.slack.ids import qualify_id
from bot.config import SlackSection
from bot.features import ROUTER
from bot.store.engine import Database
from bot.store.vault import Vault
from tests.adapters.slack.town import Town, open_town, our_id


async def _findings(town: Town, *channels: str) -> dict[str, bool]:
    found = await check_installs(town.settings, town.database, channels, town.clock.utc())
    return {words: fine for fine, words in found}


def _wrong(findings: dict[str, bool]) -> str:
    return " ".join(words for words, fine in findings.items() if not fine)


async def test_before_anybody_added_mingle_the_page_is_named(database: Database) -> None:
    async with open_town(database) as town:
        findings = await _findings(town)
        assert not _wrong(findings)
        assert f"Open {town.settings.public_url}/" in " ".join(findings)


async def test_each_workspace_is_told_with_its_trouble(database: Database) -> None:
    async with open_town(database, rotates=True) as town:
        acme, ann, lunch = town.company("Acme")
        grid, gil, _ = town.company("Grid", organisation=True)
        await town.add(acme, ann)
        await town.add(grid, gil)
        served = qualify_id(our_id(acme), lunch.id)
        findings = await _findings(town, served)
        assert not _wrong(findings)
        told = " ".join(findings)
        assert "Slack, Acme: Mingle is in #lunch." in told
        assert "Grid is an organisation, with Mingle in Grid one" in told
        assert "Acme: tokens rotate" in told

        acme.scopes.discard("users:read")
        lunch.members.remove(acme.bot.id)
        grid.dead = "token_revoked"
        wrong = _wrong(await _findings(town, served))
        assert "Acme: the app lacks users:read" in wrong
        assert "/invite @Mingle" in wrong
        assert "Grid: Slack does not let Mingle into this workspace any more" in wrong


async def test_a_key_that_is_gone_and_a_token_that_was_not_renewed_are_told(
    database: Database,
) -> None:
    database.vault = Vault([Fernet.generate_key().decode()])
    async with open_town(database, rotates=True) as town:
        acme, ann, _ = town.company("Acme")
        await town.add(acme, ann)
        town.clock.move(timedelta(hours=13))
        assert "Acme: its token expired on 2 Mar" in _wrong(await _findings(town))
        database.vault = Vault([Fernet.generate_key().decode()])
        assert "not in database.keys any more" in _wrong(await _findings(town))


async def test_events_and_commands_that_the_app_lacks_are_told(database: Database) -> None:
    async with open_town(database, config_token="xoxe.xoxp-1-config") as town:
        acme, ann, _ = town.company("Acme")
        await town.add(acme, ann)
        fine, words = await check_app(town.settings, ROUTER, database)
        assert (fine, words) == (True, strings.APP_FINE)

        manifest = town.slack.app.manifest
        manifest["settings"]["event_subscriptions"]["bot_events"].remove("team_access_granted")
        del manifest["features"]["slash_commands"][0]
        fine, words = await check_app(town.settings, ROUTER, database)
        assert not fine
        assert "lacks team_access_granted, /associations." in words

        blind = town.settings.model_copy(update={"config_token": SecretStr("xoxe.xoxp-old")})
        fine, words = await check_app(blind, ROUTER, database)
        assert not fine
        assert "Make a new one" in words
        assert (await check_app(SlackSection(), ROUTER, database)) == (True, strings.APP_UNSEEN)
