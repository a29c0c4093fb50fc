"""Whom a line of a table is about: by id, by e-mail address, by the company's number, by name."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.people.headings import fold_heading
from bot.people.records import Person
from bot.people.rules import MAX_LINE
from bot.people.views import problems

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NATIVE = {"slack": re.compile(r"[UW][A-Z0-9]{5,}"), "discord": re.compile(r"\d{15,20}")}

Row = Mapping[str, str]


class Refused(ValueError):
    """A line cannot be used; the sentence says why."""


class Identities:
    """The people of a workspace and of a table, by all that tells them apart."""

    def __init__(
        self,
        workspace: str,
        people: Iterable[Person],
        rows: Sequence[tuple[int, Row]],
        by_email: Mapping[str, str],
        *,
        names_new: bool,
    ) -> None:
        self.workspace, self.by_email, self.names_new = workspace, by_email, names_new
        self.by_name = 0  # lines whose person is known by the name alone
        everybody = list(people)
        self.known = {person.id for person in everybody}
        self.of_name: dict[str, list[str]] = defaultdict(list)
        for person in everybody:
            if not person.left:
                self.of_name[fold_heading(person.name)].append(person.id)

        self.lines_of_name: dict[str, list[int]] = defaultdict(list)
        self.names: dict[str, str] = {}  # in this table, by e-mail address and by number
        for line, row in rows:
            name = row.get("name", "").strip()
            self.lines_of_name[fold_heading(name)].append(line)
            for key in ("email", "number"):
                if (said := row.get(key, "").strip().casefold()) and name:
                    self.names[said] = name

    def find(self, line: int, row: Row, *, is_own: bool) -> str:
        """Return the id of whom a line is about. Raise Refused."""
        given = row.get("person", "").strip()
        if is_own:
            return self._own_id(given)
        if found := self._known_id(given):
            return found

        email, name = row.get("email", "").strip().casefold(), row.get("name", "").strip()
        if email and not _ADDRESS.fullmatch(email):
            raise Refused(problems.not_an_address(email))
        number = row.get("number", "").strip()
        for key in filter(None, (email, number)):
            if key in self.by_email:
                return self.by_email[key]
            if (made := self._new_id(key)) in self.known:
                return made
        if not (name or email or number):
            raise Refused(problems.foreign_id(self.workspace) if given else problems.nobody_named())
        return self._by_name(name, email or number, line)

    def fill(self, row: Row) -> dict[str, str]:
        """Return a line with its manager's name, where it says their address or number."""
        manager = row.get("manager", "").strip()
        name = self.names.get(manager.casefold())
        return {**row, "manager": name} if name else dict(row)

    def _own_id(self, given: str) -> str:
        if given not in self.known and not is_id(given, self.workspace):
            raise Refused(problems.foreign_id(self.workspace))
        return given

    def _known_id(self, given: str) -> str:
        """Return the id that was given, with or without its workspace; none if it is nobody's."""
        for whole in (given, f"{self.workspace}/{given}"):
            if given and whole in self.known:
                return whole
        native = given.removeprefix(f"{self.workspace}/")
        shape = _NATIVE.get(self.workspace.partition(":")[0])
        return f"{self.workspace}/{native}" if shape and shape.fullmatch(native) else ""

    def _by_name(self, name: str, key: str, line: int) -> str:
        folded = fold_heading(name)
        here = self.of_name[folded] if name else []
        lines = self.lines_of_name[folded] if name else []
        if key and self.names_new:  # whoever came by another address is another person
            here = [each for each in here if "@" not in each]
        if len(here) == 1 and len(lines) == 1:
            self.by_name += 1
            return here[0]
        if self.names_new and not key and line != lines[0]:
            raise Refused(problems.same_name(lines[0]))
        if self.names_new and (key or not here):
            return self._new_id(key or "-".join(folded.split()))
        raise Refused(problems.several_here(name) if here else problems.nobody_here(name or key))

    def _new_id(self, key: str) -> str:
        native = re.sub(r"\s+", "-", key)
        if not native.isprintable() or len(native) > MAX_LINE:
            native = hashlib.sha256(key.encode()).hexdigest()[:16]
        return f"{self.workspace}/{native}"


def is_id(person_id: str, workspace: str) -> bool:
    """Whether this has the form of somebody's id in a workspace."""
    native = person_id.removeprefix(f"{workspace}/")
    has_prefix = native != person_id
    is_short_word = 0 < len(native) <= MAX_LINE and native.isprintable() and " " not in native
    return has_prefix and is_short_word
