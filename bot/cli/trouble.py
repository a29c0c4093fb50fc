"""Every sentence about what keeps Mingle from running: what is the matter, and what to do."""

import errno

from adapters.http import CannotListen
from bot.core.platform import PlatformError
from bot.store import problems
from bot.store.problems import StoreProblem

_STORE = {
    problems.NewerSchema: "The database {place} was made by a newer Mingle (revision {detail}), "
    "which this one cannot read. Install that version again, or restore a backup from before the "
    "upgrade with `mingle restore`.",
    problems.OlderSchema: "The database {place} is of an older Mingle (revision {detail}). "
    "`mingle run` brings it up to date when it starts, and so does `mingle db migrate`.",
    problems.NoDatabase: "There is no database at {place} yet: `mingle run` makes it, and "
    "database.url names another.",
    problems.Damaged: "The database {place} is damaged ({detail}), so nothing was started and "
    "nothing was changed. Restore the latest backup with `mingle restore FILE --replace`.",
    problems.NotADatabase: "{place} is not a database. Name another file in database.url, or "
    "restore a backup with `mingle restore FILE --replace`.",
    problems.InUse: "Another Mingle is using the database {place}. Stop it first: one process at a "
    "time can do this.",
    problems.Unwritable: "The database {place} cannot be read and written ({detail}). See to the "
    "rights of that file and its folder, or name another in database.url.",
    problems.DiskFull: "There is no room left on the disk of the database {place}. Make room, then "
    "start Mingle again.",
    problems.Unreachable: "The database {place} does not answer ({detail}). Start it, or correct "
    "database.url; then start Mingle again.",
    problems.AccessDenied: "The database {place} refuses Mingle ({detail}). Correct the user, the "
    "password or the name in database.url.",
    problems.NotEmpty: "There is something in the database {place} already (such as {detail}). "
    "Choose an empty one; `mingle restore` replaces it with --replace.",
    problems.UnusableBackup: "The backup {place} cannot be restored: {detail}. Nothing was "
    "changed; try an earlier one.",
    problems.Unusable: "The database {place} cannot be used ({detail}). Check database.url.",
}
_LISTENING = {
    errno.EADDRINUSE: "Something else uses port {port} on {host}. Stop it, or choose another port "
    "(--port, playground.port, slack.port or web.port).",
    errno.EADDRNOTAVAIL: "This machine has no address {host} to listen on. Use 127.0.0.1, or "
    "0.0.0.0 behind a proxy on another machine (slack.host or web.host).",
    errno.EACCES: "Port {port} is not for this user: ports below 1024 belong to the system. Choose "
    "another (--port, playground.port, slack.port or web.port).",
}
_CANNOT_LISTEN = (
    "Mingle cannot listen on {host}, port {port} ({detail}). Choose another address or port."
)


def describe_error(error: Exception) -> str:
    """Return the sentence about an error that whoever runs the server can mend."""
    match error:
        case StoreProblem():
            return _one_line(_STORE[type(error)].format(place=error.place, detail=error.detail))
        case CannotListen():
            words = _LISTENING.get(error.errno or 0, _CANNOT_LISTEN)
            return _one_line(words.format(host=error.host, port=error.port, detail=error.strerror))
        case PlatformError():
            return _one_line(str(error))
        case OSError(filename=str(file)):
            return f"{file}: {error.strerror}. See to the rights and the room there."
        case OSError():
            return _one_line(f"The system refuses: {error.strerror or error}.")
        case _:
            return (
                f"Mingle stopped because of a mistake of its own ({type(error).__name__}); the log "
                "line above says where. Nothing is lost: start it again, and if it comes back, "
                "please report it."
            )


def is_known(error: Exception) -> bool:
    """Return whether the sentence says all: no trace in the log would help."""
    return isinstance(error, StoreProblem | PlatformError | OSError)


def _one_line(words: str) -> str:
    return " ".join(words.split())


BACKUP_ONTO_DATABASE = (
    "That is the database itself. Name another file for the backup, such as mingle-backup.db."
)


def no_backup(file: object) -> str:
    """Return the sentence about a backup that is not there."""
    return f"There is no file {file}. `mingle backup FILE` makes one."


def why_unusable(problem: StoreProblem) -> str:
    """Return why a file cannot be restored, for the end of a sentence."""
    match problem:
        case problems.NewerSchema(detail=revision):
            return f"it was made by a newer Mingle (revision {revision})"
        case problems.Damaged(detail=detail):
            return f"it is damaged ({detail})"
        case _:
            return "it is no backup of Mingle"


def cannot_write(file: object, error: OSError) -> str:
    """Return the sentence about a file that cannot be written."""
    return f"I could not write {file}: {error.strerror}. Name another place."


def no_such_person(person: str) -> str:
    """Return the sentence about an id that nobody has."""
    return (
        f"Nobody here is {person}. Name them by their id with the workspace in front, such as "
        "slack:T0123ABC/U0456DEF; `mingle export` lists everybody's."
    )
