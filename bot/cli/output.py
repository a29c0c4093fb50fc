"""Every word that the command line prints, and how it is printed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from adapters.playground.extra import page_installed
from bot.config import Settings
from jobs.simulation.referee.findings import FalseSentence

if TYPE_CHECKING:
    from bot.cli.read import SourceReading
    from bot.cli.restoration import RestoreReport
    from bot.held_messages.records import Matter

out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)

NOTHING_TO_RUN = (
    "No platform is configured, so there is nothing to run yet. Set slack.bot_token "
    "(docs/connect-slack.md), discord.token (docs/connect-discord.md) or playground.enabled = true "
    "in config.toml (or MINGLE_PLAYGROUND__ENABLED=true), or try `mingle demo`."
)
NO_PAGE = (
    "This install leaves the playground out. Add it in the folder of Mingle's files, with "
    "`make demo` or with `pip install '.[playground]'`."
)
NO_TOKEN = (
    "Set discord.token first (or MINGLE_DISCORD__TOKEN): the link names the app that it belongs to."
)
NOT_HTTPS = "Slack calls https addresses only. Try --http https://mingle.example.com."
NO_PROGRAMS = "No channel has lunch pairings yet: an organiser types /mingle setup there."
NO_FILE_AND_NO_ADDRESS = (
    "There is no such file, and that is no address that can be opened. Try "
    "https://www.meetup.com/your-group, or the path of a saved page."
)
NO_ORGANISER = "No organiser is known yet, so nobody would hear of it if something failed."
JOBS_FINE = "Every job has run at its time."
NOTHING_HELD = "Nothing is held, and nothing was set aside."
MESSAGES_FINE = "Every message has reached its people."
_YEAR = 52  # weeks


def print_line(words: str) -> None:
    """Print a line of plain words."""
    out.print(words, markup=False, highlight=False)


def print_error(words: str) -> None:
    """Print what is wrong, and what to do, on standard error."""
    err.print(words, markup=False, highlight=False)


def page_url(port: int) -> str:
    """Return the address of the playground's page."""
    return f"http://127.0.0.1:{port}"


def print_starting(port: int) -> None:
    """Announce the page's address while the playground is being made."""
    print_line(f"Starting the playground; in a few seconds it is at {page_url(port)}.")


def print_ready(port: int) -> None:
    """Print where the page is."""
    print_line(f"Mingle is at {page_url(port)} — press Ctrl+C to stop.")


@contextmanager
def progress_bar(words: str, total: int, *, quiet: bool = False) -> Iterator[Any]:
    """Show a progress bar on standard error; yield the function that sets how far it is."""
    told = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*told, TimeRemainingColumn(), console=err, transient=True, disable=quiet) as bar:
        task = bar.add_task(words, total=total)
        yield lambda done: bar.update(task, completed=done)


def cumulative_progress(tell: Callable[[int], None]) -> Callable[[int], None]:
    """Return a function that adds up steps and reports the total."""
    done = 0

    def tell_more(more: int) -> None:
        nonlocal done
        done += more
        tell(done)

    return tell_more


def print_figures(counted: msgspec.Struct, title: str, *, as_json: bool = False) -> None:
    """Print figures as a table or as one JSON object."""
    values = msgspec.to_builtins(counted)
    if as_json:
        print(json.dumps(values))  # noqa: T201
        return
    table = Table("figure", "value", title=title)
    for name, value in values.items():
        table.add_row(name.replace("_", " "), "–" if value is None else str(value))
    out.print(table)


def print_rehearsal(
    report: msgspec.Struct,
    found: Mapping[str, Sequence[FalseSentence]],
    weeks: int,
    *,
    as_json: bool,
) -> None:
    """Print a report and each kind of what was wrong, as tables or as one JSON object."""
    if as_json:
        values = msgspec.to_builtins(report)
        for title, kinds in found.items():
            name = title.lower().replace(" ", "_")
            values[f"{name}_by_rule"] = {f"{each.reason}: {each.rule}": each for each in kinds}
        print(msgspec.json.encode(values).decode())  # noqa: T201
        return

    print_figures(report, "A rehearsed year" if weeks == _YEAR else f"{weeks} rehearsed weeks")
    for title, kinds in found.items():
        table = Table("where", "what was wrong", "times", "such as", title=title)
        for each in kinds:
            table.add_row(each.reason, each.rule, f"{each.times}", _safe(each.example))
        if kinds:
            out.print(table)


def print_findings(rows: Iterable[tuple[bool, str]]) -> None:
    """Print a line for each finding."""
    for fine, words in rows:
        out.print(
            f"[green]✓[/] {_safe(words)}" if fine else f"[red]✗[/] {_safe(words)}", highlight=False
        )


def print_matters(rows: Sequence[tuple["Matter", str, str]], *, as_json: bool) -> None:
    """Print what is held or set aside: its name, what it is, and why, or an object a line."""
    if as_json:
        for matter, what, why in rows:
            shown = {
                "name": matter.name,
                "workspace": matter.workspace,
                "state": matter.state,
                "what": what,
                "why": why,
                "error": matter.why,
            }
            print(json.dumps(shown))  # noqa: T201
        return
    if not rows:
        print_line(NOTHING_HELD)
        return
    table = Table("name", "workspace", "what", "why", title="Held, or set aside")
    for matter, what, why in rows:
        error = f" [{matter.why}]" if matter.why and matter.why not in why else ""
        table.add_row(matter.name, matter.workspace, _safe(what), _safe(why + error))
    out.print(table)


def no_such_matters(names: Sequence[str]) -> str:
    """Return the sentence about names of which nothing is held or set aside."""
    return f"Nothing of the name {', '.join(names)} is held or set aside; `mingle held` lists all."


def print_agenda(rows: Sequence[tuple[str, str, datetime]]) -> None:
    """Print what happens next: kind, where, and when in local time."""
    if not rows:
        print_line(NO_PROGRAMS)
        return
    table = Table("what", "for", "when", title="What happens next")
    for kind, where, due in rows:
        table.add_row(_safe(kind), _safe(where), f"{due:%a %d %b %Y, %H:%M} {due.tzinfo}")
    out.print(table)


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table of plain words."""
    table = Table(*headings)
    for row in rows:
        table.add_row(*map(_safe, row))
    out.print(table)


def confinement_finding(*, landlock: bool, seccomp: bool) -> tuple[bool, str]:
    """Return the finding about what the process that reads pages is kept from."""
    if landlock and seccomp:
        kept = "no file and no connection"
    elif landlock:
        kept = "no file (Landlock); seccomp is missing, so it could open connections"
    elif seccomp:
        kept = "no connection (seccomp); Landlock is missing, so it could read this user's files"
    else:
        return True, "The process that reads pages has limits on memory and time alone."
    return True, f"The process that reads pages can open {kept}."


def platforms_finding(settings: Settings) -> tuple[bool, str]:
    """Return the finding about what `mingle run` would serve."""
    if settings.playground.enabled and not page_installed():
        return False, NO_PAGE
    if lacking := settings.missing_setting():
        return False, lacking

    known = {
        "Slack": bool(settings.slack_sections),
        "Discord": settings.discord.enabled,
        "the playground": settings.playground.enabled,
    }
    served = [name for name, enabled in known.items() if enabled]
    return bool(
        served
    ), f"`mingle run` serves {' and '.join(served)}." if served else NOTHING_TO_RUN


def cannot_run(settings: Settings) -> str:
    """Return why there is nothing to run yet, or an empty string."""
    if not (settings.playground.enabled or settings.slack_sections or settings.discord.enabled):
        return NOTHING_TO_RUN
    if settings.playground.enabled and not page_installed():
        return NO_PAGE
    return settings.missing_setting()


def print_connected(platform: str) -> None:
    """Print that a platform is connected."""
    print_line(f"Mingle is in {platform}. Press Ctrl+C to stop.")


def print_not_served(section: str, error: Exception) -> None:
    """Print that a section of the settings is left out, and why."""
    print_error(f"{section} is left out, the others are served: {error}")


def no_manifest(platform: str, address: str) -> str:
    """Return why no manifest can be written, or an empty string."""
    if platform != "slack":
        return f"I know no manifest for “{platform}”. Try `mingle manifest slack`."
    return "" if address.startswith("https://") or not address else NOT_HTTPS


def no_invitation(platform: str, settings: Settings) -> str:
    """Return why no invitation link can be made, or an empty string."""
    if platform != "discord":
        return f"I know no link for “{platform}”. Try `mingle invite discord`."
    return "" if settings.discord.enabled else NO_TOKEN


def program_state(name: str, *, active: bool) -> str:
    """Return the sentence about a channel's lunch pairings."""
    return f"#{name}: lunch pairings are {'on' if active else 'off'}."


def no_such_program(name: str) -> str:
    """Return the sentence for a name that is neither a channel nor a file."""
    return (
        f"There is no file “{name}”, and no channel of that name has lunch pairings. `mingle "
        "check` names those."
    )


def organisers_known(known: int) -> str:
    """Return the sentence about how many people hear of problems."""
    return f"{known} of you would hear of it if something failed."


def jobs_late(failed: int, late: int) -> str:
    """Return the sentence about jobs that failed or are overdue."""
    return (
        f"{failed} job(s) failed for good and {late} are overdue. Is `mingle run` running? Its "
        "log says more."
    )


def messages_stuck(stuck: int, late: int) -> str:
    """Return the sentence about messages that did not arrive."""
    return (
        f"{stuck} message(s) could not be settled and {late} are overdue. Organisers were "
        "asked "
        "about them."
    )


def unknown_language(language: str, known: Sequence[str]) -> str:
    """Return the error about a language that has no catalogue."""
    return f"I don't speak {language}. I speak {', '.join(known)}, and qps for tests."


def unknown_zone(name: str, suggestion: str | None) -> str:
    """Return the sentence for an unknown time zone."""
    return f"I don't know the time zone “{name}”. " + (
        f"Did you mean {suggestion}?" if suggestion else "Try Europe/Berlin."
    )


def unreadable_file(file: Path, error: Exception) -> str:
    """Return the sentence for a file that cannot be read."""
    return f"I could not read {file}: {error}."


def unreadable_page(file: Path, error: OSError) -> str:
    """Return the sentence for a saved page or calendar that cannot be opened."""
    return f"I could not read {file}: {error.strerror}."


def not_an_instant(words: str) -> str:
    """Return the sentence for a moment that is not in ISO form."""
    return f"I can't read “{words}” as a moment. Try 2026-10-01T08:00:00+00:00."


def print_reading(reading: "SourceReading", *, as_json: bool) -> None:
    """Print what was read somewhere, for people or as one JSON object."""
    if as_json:
        out.print_json(msgspec.json.encode(reading).decode())
        return

    print_line(reading.sentence)
    for event in reading.events:
        doubt = "" if event.sure else "not sure"
        print_line("  " + " · ".join(filter(None, (event.line, event.place, doubt))))
    for way in reading.ways:
        print_line(f"  leads to: {way.kind} {way.address}")
    if reading.skipped:
        print_line(f"  left out, since it could not be read: {reading.skipped}")


def backed_up(file: Path, rows: int, tables: int) -> str:
    """Return the sentence about a backup that was made."""
    return (
        f"Everything is in {file}: {rows:,} rows of {tables} tables, counted and checked. It holds "
        "what the database holds, so keep it as safe."
    )


def print_restored(report: "RestoreReport") -> None:
    """Print what was restored, and what is held in each workspace."""
    when = f" of {report.made_at:%a %d %b %Y, %H:%M} UTC" if report.made_at else ""
    print_line(f"The backup{when} is in place: {report.rows:,} rows, counted and checked.")
    for workspace, (jobs, messages) in report.held.items():
        print_line(
            f"{workspace}: {jobs} jobs and {messages} messages that were due are held. As soon as "
            "`mingle run` serves it, an organiser is asked what becomes of them."
        )
    if report.forgotten:
        print_line(f"{report.forgotten} people who were forgotten since are forgotten again.")
    if report.kept:
        print_line(f"What was there before is kept in {report.kept}: delete it once all is well.")


def ask_to_erase(person: str) -> str:
    """Return the question before somebody is erased."""
    return f"Erase everything that names {person}? It cannot be taken back."


def print_erased(person: str) -> None:
    """Print that somebody was erased, and what that does not reach."""
    print_line(
        f"Nothing in the database names {person} any more. Backups from before still do: a restore "
        "forgets again, so delete those that are older than you keep them."
    )


def print_database(
    place: str, state: str, revision: str, newest: str, counts: Mapping[str, int]
) -> None:
    """Print where the database is, how it stands to this version, and the rows of each table."""
    words = {
        "empty": "There is nothing there yet: `mingle run` makes it.",
        "older": f"It is at revision {revision}, this version at {newest}: `mingle run` or `mingle "
        "db migrate` brings it up to date.",
        "current": f"It is up to date, at revision {revision}.",
        "newer": f"It is at revision {revision}, which this version does not know: a newer Mingle "
        "made it.",
    }
    print_line(f"{place}\n{words[state]}")
    if counts:
        _print_counts(counts)


def migrated(before: str, after: str) -> str:
    """Return the sentence about a database that was brought up to date."""
    if before == after:
        return f"The database is up to date already, at revision {after}."
    return f"The database is up to date: from revision {before or 'none'} to {after}."


def print_moved(place: str, counts: Mapping[str, int]) -> None:
    """Print what was copied into another database, and what to do next."""
    _print_counts(counts)
    print_line(
        f"Everything is in {place}, and the counts are the same. Set database.url to it, then "
        "start Mingle. The old database is as it was; delete it once all is well."
    )


def _print_counts(counts: Mapping[str, int]) -> None:
    table = Table("table", "rows")
    for name, count in counts.items():
        if count:
            table.add_row(name, f"{count:,}")
    out.print(table)


def _safe(words: str) -> str:
    return words.replace("[", "\\[")
