"""The words by which listings are compared: what says nothing, little, or everything.

All are in lower case and without accents. Add to them what real listings show.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words(
    """
    a an and are as at by der die das dem den des ein eine el for from fur im in into is la
    le les los mit of on or our presented presents prasentiert the to und us von with w zu
    zum zur bei hosted host feat featuring ft live free gratis join your you we de du et en
    con y guest guests gast gaste january february march april may june july august
    september october november december januar februar marz mai juni juli oktober dezember
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch
    donnerstag freitag samstag sonntag
    """
)

# Words that so many titles have that two of them prove nothing.
GENERIC = _words(
    """
    annual afternoon book breakfast brunch business chess choir class club coffee committee
    concert conference course dinner drinks evening event exchange fair festival gathering
    general group happy hour information jam kickoff lecture lesson lunch meet meeting
    meetup meetups members mixer monthly morning networking night open opening party
    practice presentation program quiz reading reception regular rehearsal seminar session
    show social summit talk talks tasting tour training vortrag walk webinar weekly workshop
    yoga abend ausflug fruhstuck kurs lesung mittagessen monatstreffen probe stammtisch
    treff treffen versammlung veranstaltung seminarreihe atelier cours conference dejeuner
    reunion soiree rencontre almuerzo charla cena encuentro reunion taller
    """
)

# Words that tell two evenings of one club apart.
TELLING = _words(
    """
    north south east west northern southern eastern western upper lower left right nord sud
    ost norte sur este oeste nordlich sudlich ostlich westlich kids kid children child teens
    teen youth juniors junior seniors senior toddlers toddler babies baby family families
    parents men women mens womens girls boys adults adult students student beginners
    beginner advanced intermediate improvers founders alumni officers officer board
    volunteers volunteer staff trustees kinder jugend jugendliche familien senioren frauen
    manner anfanger fortgeschrittene eltern enfants jeunes debutants ninos jovenes matinee
    early late first second third final semifinal
    """
)

CLOSED = _words(
    """
    closed geschlossen ferme fermee cerrado cerrada chiuso gesloten
    """
)

VAGUE_PLACES = _words(
    """
    tba tbd tbc announced later wird noch bekannt gegeben bekanntgegeben ort folgt online
    zoom teams virtual webinar internet the at in und and to be
    """
)
ROOMS = _words(
    """
    room raum saal hall floor salle sala zimmer etage stock studio suite
    """
)

ALIASES = {
    "js": "javascript",
    "ts": "typescript",
    "py": "python",
    "ml": "machinelearning",
    "ki": "ai",
    "intro": "introduction",
    "xmas": "christmas",
    "bday": "birthday",
    "wit": "womenintech",
}

# Phrases, and the words that they mean.
PHRASES = (
    (("tag", "der", "offenen", "tur"), ("openday",)),
    (("open", "day"), ("openday",)),
    (("open", "house"), ("openday",)),
    (("portes", "ouvertes"), ("openday",)),
    (("puertas", "abiertas"), ("openday",)),
    (("women", "in", "tech"), ("womenintech",)),
    (("machine", "learning"), ("machinelearning",)),
    (("artificial", "intelligence"), ("ai",)),
    (("kunstliche", "intelligenz"), ("ai",)),
    (("user", "experience"), ("ux",)),
)
