"""The words by which listings are compared: what says nothing, little, or everything.

All are in lower case and without accents. Add to them what real listings show.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words(
    """
    a an and are as at by der die das dem den des ein eine el for from fur im in into is la le
    les los lo il gli i mit of on or our presented presents prasentiert the to und us von with w
    zu zum zur bei hosted host feat featuring ft live free gratis join your you we de du et en
    con y e o da do dos das di del della dei degli delle per un una uno al aux au sur pour avec
    sous dans che com para por van het een voor met op te uit naar om guest guests gast gaste
    special vs versus gegen contre contra x january february march april may june july august
    september october november december januar februar marz mai juni juli oktober dezember
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre enero
    febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre jan feb
    mar apr jun jul aug sep sept oct okt nov dec dez monday tuesday wednesday thursday friday
    saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi
    mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lunedi martedi mercoledi giovedi
    venerdi sabato domenica everyone everybody all alle tous todos tutti iedereen zoom hybrid
    """
)

# What place names begin with or are joined by.
ARTICLES = _words(
    """
    the a an of and at in on by der die das dem den des am im an und bei zum zur le la les l du
    de d et el los las y il lo gli e o os as da do het in op van
    """
)

# Words that so many titles have that two of them prove nothing.
GENERIC = _words(
    """
    annual afternoon book breakfast brunch business chess choir class club coffee committee
    community concert conference course dinner drinks evening event exchange fair festival game
    gathering general group happy hour information jam kickoff launch lecture lesson lunch
    market meet meeting meetup meetups members mixer monthly morning networking night open
    opening openday party practice presentation program public quiz reading reception regular
    rehearsal seminar session show social summit talk talks tasting tour training user
    versammlung walk webinar weekly workshop yoga day week weekend special mensual ausflug
    monatstreffen reunion summer winter spring autumn quarterly biannual city cafe singing run
    tournament team info assembly bingo karaoke music veranstaltung seminarreihe atelier clinic
    intro introduction outdoor friends gala awards dance
    """
)

# Those of them that are what people come for: another one is another event.
PURSUITS = _words(
    """
    yoga chess choir quiz bingo karaoke book dance business training tasting market concert
    reading lecture tour walk music tea run singing tournament cafe meeting breakfast lunch
    dinner brunch clinic fair
    """
)

# Words that tell two evenings of one club apart, even where only one title has them.
TELLING = _words(
    """
    north south east west upper lower left right kids teens youth juniors seniors toddlers baby
    families parents men women adults students beginners advanced intermediate improvers alumni
    founders officers board volunteers staff trustees ambassadors organisers matinee semifinal
    quarterfinal afterparty warmup setup teardown dressrehearsal registration deadline briefing
    debrief planning preconcert pretalk preparty vip press private sneak preview
    youngprofessionals postconference shift sopranos altos tenors basses boys girls
    """
)

# Words that tell two evenings apart where each has another one, and may where one has none.
HINTS = _words(
    """
    introduction tournament exam first second third final early late
    """
)

# Meals and hours, of which one listing names this and another that; two meals are two events.
MEALS = _words("breakfast brunch lunch dinner")
HOURS = MEALS | _words("morning afternoon evening night drinks happy hour")

CLOSED = _words(
    """
    closed geschlossen ferme fermee cerrado cerrada chiuso gesloten encerrado
    """
)

# What takes place again an hour later.
REPEATED = _words(
    """
    yoga pilates zumba aquafit aqua spin spinning fitness gym crossfit class course lesson
    training practice tour slot screening session workshop clinic mass service worship parkrun
    swim swimming skating kurs bodypump hiit barre escape visit checkup sprechstunde storytime
    story
    """
)

VAGUE_PLACES = _words(
    """
    tba tbd tbc announced later wird noch bekannt gegeben bekanntgegeben ort folgt online zoom
    teams virtual webinar internet the at in und and to be event via
    """
)
ROOMS = _words(
    """
    room raum saal hall floor salle sala zimmer etage stock studio suite campus halle mat court
    platz station field zaal aula auditorium unit stage lab building track gate pitch
    """
)

STOREYS = _words("floor etage og eg erdgeschoss obergeschoss stock piso planta verdieping")

# What many places are: that two share it does not make them one, nor does one without it.
PLACE_KINDS = _words(
    """
    library hall school church centre house park cafe hotel restaurant bar pub club theatre
    cinema museum gallery studio university college square market street station branch middle
    high primary elementary community music concert town city civic public gym pool field ground
    sports arena stadium lodge inn office room building chamber commerce lounge brewery taproom
    garden hq townhall gemeindehaus burgerhaus vereinsheim kita kindergarten ymca pfarrheim
    jugendzentrum mjc bank
    """
)

STREETS = _words(
    """
    street avenue road boulevard drive lane place way court row terrace highway rue via calle
    carrer piazza plaza plein gasse weg allee quai straat laan ring strasse
    """
)
