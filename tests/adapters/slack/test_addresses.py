"""People in a table are found by their e-mail addresses, where Slack tells them."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.slack.addresses import ADDRESS_SCOPE, find_people
from bot.cli.app import app
from bot.people.tables import person
from bot.store.engine import Database
from bot.store.migrate import open_migrated
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


async def test_an_operator_imports_the_table_that_their_company_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/mingle.db"
    file = tmp_path / "people.csv"
    file.write_text("Ruf;Kontakt;Standort\nTom;tom@acme.org;Leeds\nZoe;zoe@acme.org;Leeds\n")
    async with SlackServer() as server, open_migrated(url) as database:
        workspace = SlackHarness(server).workspace
        tom = server.person("Tom")
        tom.email = "tom@acme.org"
        server.home.scopes |= {ADDRESS_SCOPE}
        for name, value in {
            "DATABASE__URL": url,
            "SLACK__BOT_TOKEN": server.home.token,
            "SLACK__APP_TOKEN": server.app.app_token,
            "SLACK__API_URL": server.url,
        }.items():
            monkeypatch.setenv(f"MINGLE_{name}", value)
        words = ["import", str(file), "--workspace", workspace]
        columns = ["--columns", "name=Ruf,email=Kontakt,office=Standort"]
        result = await asyncio.to_thread(CliRunner().invoke, app, [*words, *columns])

        async with database.read_transaction() as tx:
            rows = await tx.all(person.select())
        assert [(row.person, row.name, row.office) for row in rows] == [
            (f"{workspace}/{tom.id}", "Tom", "Leeds")
        ]
    assert "Line 3: I know nobody here" in result.output
    assert result.exit_code == 1
