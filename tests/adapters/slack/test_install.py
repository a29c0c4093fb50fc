"""Add Mingle to workspaces and organisations by a click, and remove it again."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from adapters.slack.install import COOKIE
from adapters.slack.installed import connect_installed
from adapters.slack.offices import ARRIVES_WITHIN
from adapters.slack.tokens import end_old_visits
from bot.cli.assembly import _find_platform
from bot.config import DatabaseSection, Settings, SlackSection
from bot.core.disconnected import DisconnectedPlatform
from bot.core.platform import TemporaryError
from bot.core.tables import install_visit, occurrence
from bot.pairings.tables import pairing_program
from bot.people.platform_updates import ERASE_WORKSPACE
from bot.store.engine import Database
from bot.store.vault import Vault
from tests.adapters.slack.town import open_mingle, open_town, our_id
from tests.doubles.faults import Fault

GONE = "isn't in this workspace"
MODES = pytest.mark.parametrize("mode", ["http", "socket"])


@MODES
async def test_two_companies_and_an_organisation_add_mingle_and_one_removes_it(
    database: Database, mode: str
) -> None:
    async with open_town(database, mode) as town:
        companies = [
            town.company("Acme"),
            town.company("Berlin"),
            town.company("Grid", organisation=True),
        ]
        for workspace, ann, lunch in companies:
            answer = await town.add(workspace, ann)
            assert answer.status == 200
            assert f"Mingle is in {workspace.name}" in answer.page
            assert "isn't in this workspace" not in await town.answer_to(ann, lunch)
            await town.set_up(ann, lunch)
        for workspace, _, _ in companies:
            assert town.asked(workspace) == [
                f"{workspace.name} {one}" for one in ("Ann", "Bo", "Cem")
            ]

        (acme, _, _), (berlin, ben, there), (grid, _, _) = companies
        await town.slack.uninstall(berlin)
        assert set(await town.stored()) == {our_id(acme), our_id(grid)}
        assert "isn't in this workspace any more" in await town.answer_to(ben, there)
        for workspace, ann, lunch in (companies[0], companies[2]):
            assert "isn't in this workspace" not in await town.answer_to(ann, lunch), workspace.name
        async with database.read_transaction() as tx:
            due = select(occurrence.c.kind, occurrence.c.workspace)
            erased = await tx.all(due.where(occurrence.c.kind == ERASE_WORKSPACE))
        assert [row.workspace for row in erased] == [our_id(berlin)]


async def test_tokens_are_nowhere_to_be_read_in_the_database(database: Database) -> None:
    async with open_town(database, rotates=True) as town:
        acme, ann, _ = town.company("Acme")
        await town.add(acme, ann)
        [token] = (await town.stored()).values()
        assert acme.token not in token
        assert database.vault.unseal(token) == acme.token


async def test_a_workspace_that_comes_back_finds_what_mingle_knew(database: Database) -> None:
    async with open_town(database) as town:
        acme, ann, lunch = town.company("Acme")
        await town.add(acme, ann)
        await town.set_up(ann, lunch)
        await town.slack.uninstall(acme)
        await town.add(acme, ann)
        async with database.read_transaction() as tx:
            assert ERASE_WORKSPACE not in await tx.scalars(select(occurrence.c.kind))
            assert await tx.scalars(select(pairing_program.c.channel_name)) == ["lunch"]
        await town.set_up(ann, lunch)
        assert await town.answer_to(ann, lunch, "/mingle join")


async def test_word_of_an_earlier_removal_ends_no_later_install(database: Database) -> None:
    async with open_town(database) as town:
        acme, ann, lunch = town.company("Acme")
        await town.add(acme, ann)
        late = town.slack.event(acme, "app_uninstalled")
        await town.slack.courier.event(late)
        assert set(await town.stored()) == {our_id(acme)}
        assert "isn't in this workspace" not in await town.answer_to(ann, lunch)


async def test_a_revoked_token_is_erased(database: Database) -> None:
    async with open_town(database) as town:
        acme, ann, _ = town.company("Acme")
        await town.add(acme, ann)
        await town.slack.revoke(acme)
        assert not await town.stored()


async def test_a_stolen_link_back_is_worth_nothing_in_another_browser(database: Database) -> None:
    async with open_town(database) as town:
        acme, ann, _ = town.company("Acme")
        victim, thief, other = town.browser(), town.browser(), town.browser()
        await town.leave_for_slack(other)
        back = town.slack.agree(await town.leave_for_slack(victim), acme, ann)

        for each in (thief, other):
            answer = await each.open(back)
            assert answer.status == 400
            assert "another browser" in answer.page
        assert not await town.stored()
        assert (await victim.open(back)).status == 200


async def test_a_link_back_works_once_and_for_ten_minutes(database: Database) -> None:
    async with open_town(database) as town:
        acme, ann, _ = town.company("Acme")
        browser = town.browser()
        back = town.slack.agree(await town.leave_for_slack(browser), acme, ann)
        cookies = dict(browser.cookies)
        assert (await browser.open(back)).status == 200
        browser.cookies = cookies
        assert (await browser.open(back)).status == 401

        late = town.slack.agree(await town.leave_for_slack(browser), acme, ann)
        town.clock.move(timedelta(minutes=11))
        answer = await browser.open(late)
        assert answer.status == 401
        assert "more than ten minutes" in answer.page
        await end_old_visits(town.offices)
        async with database.read_transaction() as tx:
            assert not await tx.all(select(install_visit))


async def test_a_code_that_slack_does_not_know_or_that_was_used_adds_nothing(
    database: Database,
) -> None:
    async with open_town(database) as town:
        acme, ann, _ = town.company("Acme")
        back = town.slack.agree(await town.leave_for_slack(town.browser()), acme, ann)
        stolen = parse_qs(urlsplit(back).query)["code"][0]
        town.slack.codes[stolen].used = True
        for code in (stolen, "made-up"):
            browser = town.browser()
            state = parse_qs(urlsplit(await town.leave_for_slack(browser)).query)["state"][0]
            answer = await browser.open(f"/slack/oauth_redirect?code={code}&state={state}")
            assert answer.status == 401
            assert "Nothing was added" in answer.page
        assert not await town.stored()


async def test_whoever_changes_their_mind_reads_that_nothing_was_added(database: Database) -> None:
    async with open_town(database) as town:
        browser = town.browser()
        await town.leave_for_slack(browser)
        answer = await browser.open("/slack/oauth_redirect?error=access_denied&state=x")
        assert answer.status == 200
        assert "You chose not to add Mingle" in answer.page
        answer = await browser.open("/slack/oauth_redirect?error=%3Cscript%3E")
        assert "<script" not in answer.page


async def test_what_is_installed_is_served_after_a_restart_though_one_token_is_dead(
    database: Database,
) -> None:
    async with open_town(database) as town:
        acme, ann, lunch = town.company("Acme")
        berlin, ben, _ = town.company("Berlin")
        await town.add(berlin, ben)
        await town.add(acme, ann)
        berlin.dead = "token_revoked"  # and nobody was told
        async with open_mingle(town.slack, town.clock, database) as again:
            assert "isn't in this workspace" not in await again.answer_to(ann, lunch)
            await again.settle()
            assert set(await again.stored()) == {our_id(acme)}


async def test_a_flood_of_strangers_begins_so_many_visits_and_no_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.install.MAX_VISITS", 3)
    async with open_town(database) as town:
        opened = [await town.browser().open("/slack/install") for _ in range(5)]
        assert [answer.status for answer in opened] == [302, 302, 302, 503, 503]
        assert "ten minutes" in opened[-1].page
        made_up = town.browser()
        made_up.cookies[COOKIE] = "made-up"
        answer = await made_up.open("/slack/oauth_redirect?code=1&state=made-up")
        assert answer.status == 401
        town.clock.move(timedelta(minutes=11))
        assert (await town.browser().open("/slack/install")).status == 302


async def test_a_workspace_of_another_app_is_not_taken_for_one_still_to_come(
    database: Database,
) -> None:
    async with open_town(database) as town:
        acme, ann, _ = town.company("Acme")
        await town.add(acme, ann)
        other = DisconnectedPlatform()
        served = [town.offices, {"slack:T0OTHER": other}]
        assert _find_platform(served, "slack:T0OTHER") is other
        assert _find_platform(served, our_id(acme)) is town.offices[our_id(acme)]
        arriving = _find_platform(served, "slack:T0NEW")
        with pytest.raises(TemporaryError) as refused:
            await arriving.list_members("slack:T0NEW/C1")
        assert refused.value.retry_after == ARRIVES_WITHIN


async def test_the_workspace_of_a_token_in_the_settings_is_served_by_the_same_app(
    database: Database,
) -> None:
    async with open_town(database) as town:
        home, ann, lunch = town.company("Home")
        home.token, home.dead, home.scopes = "xoxb-home", "", set(town.slack.app.scopes)
        settings = town.settings.model_copy(update={"bot_token": SecretStr("xoxb-home")})
        given = (await connect_installed(settings)).offices.given
        assert given
        async with open_mingle(town.slack, town.clock, database, given=given) as again:
            assert GONE not in await again.answer_to(ann, lunch)
            assert not await again.stored()
            await again.add(home, ann)
            assert set(await again.stored()) == {our_id(home)}
            assert GONE not in await again.answer_to(ann, lunch)
            await town.slack.uninstall(home)
            assert GONE in await again.answer_to(ann, lunch)
        home.dead = "token_revoked"
        assert (await connect_installed(settings)).offices.given is None


async def test_slack_finds_the_address_before_anybody_added_mingle(database: Database) -> None:
    async with open_town(database) as town:
        assert await town.slack.courier.verify_url()
        acme, ann, lunch = town.company("Acme")
        assert GONE in await town.answer_to(ann, lunch)
        assert (await town.slack.courier.event(town.slack.event(acme, "app_home_opened"))).acked


async def test_nothing_is_added_while_slack_does_not_answer(database: Database) -> None:
    async with open_town(database) as town:
        acme, ann, lunch = town.company("Acme")
        for method, status in (("oauth.v2.access", 401), ("auth.test", 401)):
            town.slack.faults.next(method, Fault("lose"))
            answer = await town.add(acme, ann)
            assert answer.status == status
            assert "Nothing was added" in answer.page
            assert not await town.stored()
        await town.add(acme, ann)
        assert GONE not in await town.answer_to(ann, lunch)


async def test_without_a_key_no_token_is_taken(database: Database) -> None:
    database.vault = Vault()
    async with open_town(database) as town:
        acme, ann, _ = town.company("Acme")
        answer = await town.add(acme, ann)
        assert answer.status == 500
        assert "Slack agreed, but" in answer.page
        assert not await town.stored()


def test_on_a_shared_database_keys_are_asked_for_before_anybody_is_served() -> None:
    added = SlackSection(
        client_id="1.2",
        client_secret=SecretStr("x"),
        app_token=SecretStr("xapp-1"),
        public_url="https://mingle.example.com",
    )
    shared = DatabaseSection(url="postgresql+asyncpg://host/mingle")
    assert "database.keys is missing" in Settings(slack=added, database=shared).missing_setting()
    assert not Settings(slack=added).missing_setting()
