"""Renew tokens that rotate, and change the keys that encrypt them; each workspace for itself."""

import asyncio
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from structlog.testing import capture_logs

from adapters.slack import strings, tokens
from adapters.slack.tokens import renew_tokens
from bot.core.tables import outbox_message
from bot.store.engine import Database
from bot.store.vault import Vault
from bot.ui.cards import as_text
from tests.adapters.slack.town import Town, open_mingle, open_town, our_id
from tests.doubles.slack.state import User, Workspace

HOUR = timedelta(hours=1)
GONE = "isn't in this workspace"


def token_in_use(town: Town, workspace: Workspace) -> str:
    return str(town.offices._offices[our_id(workspace)].api.web.token)


def renewals(town: Town) -> int:
    calls = town.slack.calls("oauth.v2.access")
    return sum(call.args.get("grant_type") == "refresh_token" for call in calls)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_token_is_renewed_before_it_expires_and_the_next_one_used(
    database: Database, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LOOK_EVERY", 0.02)
    async with open_town(database, mode, rotates=True) as town:
        acme, ann, lunch = town.company("Acme")
        await town.add(acme, ann)
        first = acme.token
        town.clock.move(8 * HOUR)
        assert acme.token == first
        town.clock.move(2 * HOUR)
        await town.slack.until(lambda: token_in_use(town, acme) != first)
        second = acme.token
        town.clock.move(3 * HOUR)  # the first has expired by now
        assert GONE not in await town.answer_to(ann, lunch)

        town.clock.move(11 * HOUR)  # the second as well, and nobody looked meanwhile
        await town.slack.until(lambda: token_in_use(town, acme) != second)
        await town.set_up(ann, lunch)
        assert len(town.asked(acme)) == 3
        assert renewals(town) == 2


async def lose_access(town: Town, after: timedelta) -> tuple[Workspace, User]:
    """Add a company whose token cannot be renewed, and let time pass; return it and its admin."""
    acme, ann, lunch = town.company("Acme")
    await town.add(acme, ann)
    await town.set_up(ann, lunch)
    acme.refresh = "another"
    town.clock.move(after)
    return acme, ann


async def test_of_two_processes_one_renews_a_token_and_both_use_it(
    either_database: Database,
) -> None:
    either_database.vault = Vault([Fernet.generate_key().decode()])
    async with open_town(either_database, rotates=True) as town:
        acme, ann, lunch = town.company("Acme")
        await town.add(acme, ann)
        async with open_mingle(town.slack, town.clock, either_database, rotates=True) as other:
            town.clock.move(10 * HOUR)
            await asyncio.gather(renew_tokens(town.offices), renew_tokens(other.offices))
            # either may have begun by itself when the clock moved, and is still at it
            while not (
                renewals(town)
                and token_in_use(town, acme) == token_in_use(other, acme) == acme.token
            ):
                await asyncio.gather(town.offices.sync(), other.offices.sync())
            assert renewals(town) == 1
            town.clock.move(3 * HOUR)
            assert GONE not in await other.answer_to(ann, lunch)


async def test_a_workspace_that_another_process_added_is_served_by_each(
    database: Database,
) -> None:
    async with (
        open_town(database) as town,
        open_mingle(town.slack, town.clock, database) as other,
    ):
        acme, ann, lunch = town.company("Acme")
        await town.add(acme, ann)
        assert GONE not in await other.answer_to(ann, lunch)
        assert our_id(acme) in list(other.offices)

        await town.slack.uninstall(acme)  # the second one hears
        await town.offices.sync()
        assert not len(town.offices)


async def test_a_refused_renewal_is_named_and_keeps_no_other_from_its_own(
    database: Database,
) -> None:
    async with open_town(database, rotates=True) as town:
        acme, ann, _ = town.company("Acme")
        berlin, ben, _ = town.company("Berlin")
        await town.add(acme, ann)
        await town.add(berlin, ben)
        before, acme.refresh = berlin.token, "another"
        town.clock.move(10 * HOUR)
        with capture_logs() as logs:
            await renew_tokens(town.offices)
        assert berlin.token != before
        [line] = [line for line in logs if line["event"] == "token not renewed"]
        assert line["workspace"] == our_id(acme)
        assert "Add to Slack" in line["words"]


async def test_organisers_hear_once_that_access_ends_while_it_can_still_be_said(
    database: Database,
) -> None:
    async with open_town(database, rotates=True) as town:
        acme, ann = await lose_access(town, 9.5 * HOUR)
        for _ in range(3):
            await renew_tokens(town.offices)
            town.clock.move(0.5 * HOUR)
        async with database.read_transaction() as tx:
            key = outbox_message.c.key.startswith("renewal:")
            [told] = await tx.all(select(outbox_message).where(key))
        assert told.recipients == (f"{our_id(acme)}/{ann.id}",)
        assert strings.LOSING_ACCESS in as_text(told.card)
        assert told.expires <= town.clock.utc() + 3 * HOUR  # a lie once it is added again


async def test_organisers_hear_at_night_what_could_not_be_said_in_the_morning(
    database: Database,
) -> None:
    async with open_town(database, rotates=True) as town:
        acme, ann = await lose_access(town, 10 * HOUR)
        assert town.clock.utc().hour >= 18  # after work, and the token ends before the next day
        await renew_tokens(town.offices)
        await town.settle()
        await town.settle()
        read = "\n".join(town.read_by(ann, acme))
        assert read.count(strings.LOSING_ACCESS) == 1


async def test_a_lost_answer_is_asked_for_again(database: Database) -> None:
    async with open_town(database, rotates=True) as town:
        acme, ann, _ = town.company("Acme")
        await town.add(acme, ann)
        town.clock.move(10 * HOUR)
        refresh, acme.refresh = acme.refresh, ""
        await renew_tokens(town.offices)
        acme.refresh = refresh
        await renew_tokens(town.offices)  # somebody may still be at it
        assert renewals(town) == 1


async def test_keys_are_changed_and_the_old_one_can_be_dropped(database: Database) -> None:
    old, new, wrong = (Fernet.generate_key().decode() for _ in range(3))
    database.vault = Vault([old])
    async with open_town(database, rotates=True) as town:
        acme, ann, lunch = town.company("Acme")
        await town.add(acme, ann)
        before = await town.stored()
        for keys in ([new, old], [new]):
            database.vault = Vault(keys)
            async with open_mingle(town.slack, town.clock, database, rotates=True) as again:
                assert await again.stored() != before
                assert GONE not in await again.answer_to(ann, lunch)

        database.vault = Vault([wrong])
        with capture_logs() as logs:
            async with open_mingle(town.slack, town.clock, database, rotates=True) as again:
                berlin, ben, there = town.company("Berlin")
                await again.add(berlin, ben)
                assert GONE not in await again.answer_to(ben, there)
                assert our_id(acme) not in list(again.offices)
        named = [line["workspace"] for line in logs if line["event"] == "token unreadable"]
        assert named == [our_id(acme)]
        assert set(await town.stored()) == {our_id(acme), our_id(berlin)}
