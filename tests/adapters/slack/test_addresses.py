"""People in a table are found by their e-mail addresses, where Slack tells them."""

from adapters.slack.addresses import ADDRESS_SCOPE, find_people
from bot.store.engine import Database
from tests.adapters.slack.harness import SlackHarness, settings_for
from tests.doubles.slack import SlackServer


async def test_people_are_found_by_address_and_strangers_are_not(database: Database) -> None:
    async with SlackServer() as server:
        slack = SlackHarness(server)
        tom = server.person("Tom")
        tom.email = "tom@acme.org"
        server.home.scopes |= {ADDRESS_SCOPE}
        addresses = ["tom@acme.org", "zoe@acme.org"]
        sections = [settings_for(server)]
        found = await find_people(sections, database, slack.workspace, addresses)
        assert found == {"tom@acme.org": f"{slack.workspace}/{tom.id}"}
        assert await find_people(sections, database, "slack:T0ELSEWHERE", addresses) is None


async def test_without_the_permission_nobody_is_found_and_that_is_known(database: Database) -> None:
    async with SlackServer() as server:
        slack = SlackHarness(server)
        server.home.scopes -= {ADDRESS_SCOPE}
        addresses = ["tom@acme.org"]
        sections = [settings_for(server)]
        assert await find_people(sections, database, slack.workspace, addresses) is None
