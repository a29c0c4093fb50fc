"""What a scaffold leaves to be done by hand: places, and what each of them needs."""

Place = tuple[str, str]

PLACES: dict[str, tuple[Place, ...]] = {
    "feature": (
        (
            "tests/architecture.py",
            '"bot.$name" in LAYERS; take the highest layer that works',
        ),
        ("bot/features.py", "import its commands and include its router"),
        ("bot/store/schema.py", "import its tables and add them to TABLE_MODULES"),
        ("bot/store/migrations/versions/", "the next number creates its tables"),
        ("bot/home/views/pages.py", "what the group of commands /$command is about"),
        ("adapters/slack/strings.py", "the same, for Slack's manifest"),
        ("adapters/discord/strings.py", "the same, for Discord's commands"),
        ("tests/filled.py", "an example of each form, once it has one"),
        ("tests/lived_world.py", "type /$command once, so that its live card is in that world"),
        ("bot/store/kept/", "what its columns are, why and how long they are kept"),
        ("jobs/$name.py", "`python -m tests.scaffold job $name`, if time plays a part"),
        ("tests/adapters/*/golden/", "ACCEPT_GOLDEN=1 writes its cards; read them"),
        ("ARCHITECTURE.md, docs/commands.md", "`make readme` lists the room and its commands"),
        ("CHANGELOG.md", "a line, if people notice"),
    ),
    "platform": (
        ("adapters/$name/api.py", "the class that calls the platform, with its limits and faults"),
        ("bot/config.py, config.example.toml", "its settings"),
        ("bot/cli/serve.py", "connects the adapter"),
        ("bot/cli/check.py", "a branch for its findings"),
        ("bot/cli/output.py", "platforms_finding, cannot_run and NOTHING_TO_RUN name it"),
        ("bot/__main__.py", "adapters/$name/cli.py, if an operator has to paste something"),
        ("bot/people/platform_updates.py", "call it for who joined, left or changed"),
        (
            "tests/adapters/$name/",
            "a harness for the contract; golden files; the story",
        ),
        ("tests/doubles/$name/", "a server that speaks the platform's protocol"),
        ("docs/connect-$command.md", "how to connect it, linked from the README"),
        ("docs/settings.md", "`make readme` lists its settings"),
        ("CHANGELOG.md", "a line"),
    ),
    "job": (
        ("jobs/registry.py", "import it and add its JOBS"),
        ("bot/", "whoever sets it up calls schedule_next, and unschedule where it ends"),
        ("jobs/$name.py", "the weekday, the time, the grace, and what it does on that date"),
        ("CHANGELOG.md", "a line, if people notice"),
    ),
}
