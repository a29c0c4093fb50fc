"""`/mingle overview`: what runs in each channel, when next, who organises, what needs a hand."""

from bot.cli.doctor import collect_findings
from bot.core.channel_rest import rest_channel
from bot.core.channel_rights import save_lacking
from bot.pairings.health.records import add_trouble, health_subject
from bot.pairings.programs import records as programs
from bot.sources.tables import source
from bot.ui.cards import Button, Paragraph
from bot.ui.text import ChannelMention, CommandMention
from tests.adapters.discord.names import NAMES
from tests.factories.people import make_channel
from tests.reading import buttons, card_of, controls, form_of, headings, labels, text
from tests.world import ADA, BEN, HOME, LUNCH, MONDAY, PROMPTS, SIDE, World

SETUP = {"cadence": "weekly", "weekday": "2", "time": "10:00", "zone": "Europe/Berlin"}


async def _overview(world: World, person: str = ADA) -> str:
    return text(await world.say(person, "/mingle overview"))


async def test_an_organiser_sees_what_runs_where_and_when_next(lived_world: World) -> None:
    card = card_of(await lived_world.say(ADA, "/mingle overview"))
    shown = text(card)
    for words in (
        "In #lunch",
        "Next lunch round: Tue 17 Mar, 10:00",
        "Next digest: Mon 16 Mar, 09:00",
        "Next prompt: Wed 18 Mar, 10:00",
        "1 suggested prompt waits for a decision.",
        "Organisers here: Ada Wolf",
    ):
        assert words in shown
    assert headings(card) == ["Needs an organiser", "What runs here"]


async def test_only_organisers_see_it(world: World) -> None:
    assert "organisers" in await _overview(world, BEN)


async def test_where_nothing_is_wrong_it_says_so(world: World) -> None:
    assert "Nothing needs you right now." in await _overview(world)


async def test_whatever_needs_a_hand_has_a_button_that_works(world: World) -> None:
    await _break_everything(world)
    card = card_of(await world.say(ADA, "/mingle overview"))
    shown = text(card)
    for words in (
        "#prompts is on hold. Invite me to it again.",
        "Something is missing in #side. I may not open threads.",
        "The lunches in #lunch need you. Rounds have hardly anybody left to introduce.",
        "I can't read this source of events any more: Chamber",
    ):
        assert words in shown
    assert {"Try again", "Look again", "Change how often or the size", "See the sources"} <= set(
        labels(card)
    )
    for item in controls(card):
        assert isinstance(item, Button)
        answer = await world.do(world.call(ADA, "button", item.action, item.value, channel=None))
        assert answer is not None


async def test_health_and_the_operators_check_name_the_same_troubles(world: World) -> None:
    await _break_everything(world)
    health = text(await world.say(ADA, "/mingle health"))
    async with world.database.read_transaction() as tx:
        findings = [words for fine, words in await collect_findings(tx, world.now) if not fine]
    for words in ("on hold", "Something is missing in #side", "hardly anybody left", "Chamber"):
        assert words in health
        assert any(f"{HOME}: " in finding and words in finding for finding in findings)


async def test_sixty_channels_come_a_few_a_page_and_each_once(world: World) -> None:
    for number in range(60):
        channel = f"{HOME}/team-{number}"
        await make_channel(world, f"team-{number}")
        await world.submit(ADA, "prompt.setup", {"channel": channel, **SETUP})

    card = card_of(await world.say(ADA, "/mingle overview"))
    seen = _channels(card_of(card))
    for _ in range(9):
        [more] = [button for button in buttons(card) if button.label == "More channels"]
        card = card_of(await world.click(ADA, more.action, more.value))
        seen += _channels(card)
        assert len(text(card)) < 3000
    assert len(seen) == len(set(seen)) == 60
    assert "More channels" not in labels(card)
    assert "Page 10 of 10" in text(card)

    home = card_of(await world.do(world.call(ADA, "button", "home.show", channel=None)))
    assert "And 54 more channels." in text(home)
    assert "See all that runs" in labels(home)


async def test_a_page_that_is_no_longer_there_shows_the_last_one(world: World) -> None:
    await world.submit(ADA, "prompt.setup", {"channel": PROMPTS, **SETUP}, PROMPTS)
    assert "In #prompts" in text(await world.click(ADA, "overview.page", "7"))


async def test_the_home_leads_to_the_setup_of_what_does_not_run(world: World) -> None:
    card = card_of(await world.say(ADA, "/mingle overview"))
    [setup] = [button for button in buttons(card) if button.action == "setup.open"]
    assert form_of(await world.click(ADA, setup.action, setup.value))


def test_on_discord_it_stands_with_the_organisers_commands() -> None:
    command = NAMES.plain(CommandMention("mingle overview"))
    assert command in ("/mingle overview", "/mingle-organisers overview")


def _channels(card: object) -> list[str]:
    found: list[str] = []
    for part in card_of(card).parts:  # type: ignore[arg-type]
        if isinstance(part, Paragraph):
            found += [node.channel for node in part.text if isinstance(node, ChannelMention)]
    return found


async def _break_everything(world: World) -> None:
    """Let a channel rest, another lack a right, a program die and a source fail."""
    await make_channel(world, "side")
    await world.fill(ADA, "/mingle setup", {"channel": LUNCH})
    await world.submit(ADA, "prompt.setup", {"channel": PROMPTS, **SETUP}, PROMPTS)
    await world.submit(ADA, "prompt.setup", {"channel": SIDE, **SETUP}, SIDE)
    async with world.database.transaction() as tx:
        await rest_channel(tx, HOME, PROMPTS, "Invite me to it again.", world.now)
        await save_lacking(tx, HOME, SIDE, "I may not open threads.")
        [program] = await programs.active_programs(tx, HOME)
        await add_trouble(tx, program, "few", health_subject(program, world.now))
        await tx.insert(
            source,
            workspace=HOME,
            address="https://chamber.example",
            feed="https://chamber.example",
            kind="ics",
            name="Chamber",
            zone="Europe/Berlin",
            owner=ADA,
            state="active",
            asked_at=MONDAY,
            failures=3,
            trouble="gone",
            topics=(),
        )
