"""Know which column of anybody's table holds what, by its heading.

The headings are those of a profile's own fields and the usual words for them in English, German
and Spanish. Pure.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.people.profile_fields import PROFILE_FIELDS

# What a table can say of somebody besides the fields of a profile.
_OF_TABLES = ("person", "email", "name", "first", "last", "number")
STARTED = "started"  # on which day, of which only they themselves read
FIELDS = (*_OF_TABLES, *(declared.name for declared in PROFILE_FIELDS), STARTED)

# The usual words for each, the surest first, without accents and other signs.
_WORDS = {
    "person": "person, slack id, slack user id, member id, slack member id, discord id, "
    "discord user id, chat id, userid, user id",
    "email": "email, e mail, mail, email address, e mail address, work email, work e mail, "
    "business email, company email, primary email, emailadresse, e mail adresse, mailadresse, "
    "dienstliche e mail, geschaftliche e mail, correo, correo electronico, "
    "direccion de correo, direccion de correo electronico, email corporativo",
    "name": "name, full name, fullname, display name, displayname, preferred name, employee name, "
    "employee, colleague, staff member, vollstandiger name, mitarbeitername, mitarbeiter, "
    "mitarbeiterin, mitarbeitende, kollege, nombre completo, nombre y apellidos, "
    "nombre y apellido, apellidos y nombre, nombre, empleado, empleada, persona",
    "first": "first name, firstname, given name, forename, vorname, rufname, nombre de pila, "
    "primer nombre, nombres",
    "last": "last name, lastname, surname, family name, nachname, familienname, zuname, apellidos, "
    "apellido, primer apellido",
    "number": "id, employee id, employee number, employee no, hr id, staff id, staff number, "
    "personnel number, worker id, payroll number, personalnummer, personal nr, personalnr, "
    "mitarbeiternummer, mitarbeiter nr, mitarbeiter id, numero de empleado, id de empleado, "
    "id empleado, no de empleado, legajo, matricula",
    "team": "team, team name, department, dept, department name, group, squad, business unit, "
    "unit, org unit, division, function, abteilung, bereich, gruppe, organisationseinheit, "
    "fachbereich, equipo, departamento, depto, area, grupo, seccion",
    "manager": "manager, manager name, line manager, reports to, reporting to, supervisor, boss, "
    "team lead, manager email, manager id, vorgesetzter, vorgesetzte, vorgesetzte r, "
    "fuhrungskraft, teamleiter, teamleiterin, teamleitung, leitung, jefe, jefa, jefe directo, "
    "responsable, superior, gerente",
    "office": "office, office or city, city, office location, work location, location, site, town, "
    "standort, buro, stadt, arbeitsort, dienstort, niederlassung, ort, oficina, ciudad, sede, "
    "ubicacion, lugar de trabajo, localidad",
    "zone": "zone, time zone, timezone, tz, zeitzone, zona horaria, huso horario",
    "mode": "mode, i like to meet, likes to meet, work mode, working model, arbeitsmodell, "
    "modalidad",
    "interests": "interests, hobbies, hobby, interessen, hobbys, intereses, aficiones",
    "slots": "slots, free for lunch",
    "offers": "offers, skills, can show others, what i can show others, fahigkeiten, kenntnisse, "
    "kann zeigen, habilidades, ofrece, puede ensenar",
    STARTED: "started, start date, started on, starting date, first day, hire date, date of hire, "
    "hired on, joined on, joining date, date of joining, eintrittsdatum, eintritt, startdatum, "
    "erster arbeitstag, eingestellt am, fecha de inicio, fecha de ingreso, fecha de alta, "
    "fecha de incorporacion, primer dia",
    "wants": "wants, would like to learn, what i would like to learn, wants to learn, lernwunsche, "
    "mochte lernen, quiere aprender, desea aprender",
}
_KNOWN = {name: tuple(words.split(", ")) for name, words in _WORDS.items()}


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a table, by its place from 0, and the headings left unread."""

    places: Mapping[str, int]
    headings: Mapping[str, str]
    unread: tuple[str, ...] = ()

    @property
    def says_enough(self) -> bool:
        """Whether something here says who somebody is, and something else about them."""
        who = [name for name in _OF_TABLES if name in self.places]
        names = {"name", "first", "last"} & set(who)
        return bool(names) or (bool(who) and len(self.places) > len(who))


@dataclass(frozen=True)
class WrongChoice:
    """What is wrong with columns that somebody named: fields and headings nobody knows."""

    fields: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


def fold_heading(words: str) -> str:
    """Return a heading in small letters, without accents, signs and doubled spaces."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", letters.casefold()))


def read_choice(words: str) -> dict[str, str]:
    """Return the headings by field of “name=Vorname,email=E-Mail”; a heading may hold commas."""
    chosen: dict[str, str] = {}
    last = ""
    for piece in words.split(","):
        name, equals, heading = piece.partition("=")
        if equals:
            last = name.strip().casefold()
            chosen[last] = heading.strip()
        elif last:
            chosen[last] = f"{chosen[last]},{piece}".strip()
        elif piece.strip():
            chosen[piece.strip().casefold()] = ""
    return chosen


def check_choice(header: Sequence[str], chosen: Mapping[str, str]) -> WrongChoice | None:
    """Return what is wrong with the columns somebody named, or None."""
    known = {fold_heading(heading) for heading in header}
    fields = tuple(name for name in chosen if name not in FIELDS)
    headings = tuple(
        heading for heading in chosen.values() if not heading or fold_heading(heading) not in known
    )
    return WrongChoice(fields, headings) if fields or headings else None


def find_columns(header: Sequence[str], chosen: Mapping[str, str]) -> Columns:
    """Return what each column holds: as it was named, and the others by their headings."""
    folded = [fold_heading(heading) for heading in header]
    places = {name: folded.index(fold_heading(heading)) for name, heading in chosen.items()}
    for name, words in _KNOWN.items():
        free = [word for word in words if word in folded and name not in places]
        for word in free:
            if folded.index(word) not in places.values():
                places[name] = folded.index(word)
                break

    _part_names(places)
    headings = {name: header[place].strip() for name, place in places.items()}
    unread = tuple(
        heading.strip()
        for place, heading in enumerate(header)
        if heading.strip() and place not in places.values()
    )
    return Columns(places, headings, unread)


def twice_named(header: Sequence[str], columns: Columns) -> str:
    """Return a heading that is read and stands there twice, or an empty string."""
    folded = [fold_heading(heading) for heading in header]
    for place in columns.places.values():
        if folded.count(folded[place]) > 1:
            return header[place].strip()
    return ""


def _part_names(places: dict[str, int]) -> None:
    """Beside a first name “Name” is the last one, beside a last name “Nombre” is the first."""
    if "name" not in places:
        return
    if "first" in places and "last" not in places:
        places["last"] = places.pop("name")
    elif "last" in places and "first" not in places:
        places["first"] = places.pop("name")
