"""What words of listings mean: other languages, phrases, and the parts of compound words.

All are in lower case and without accents. Add to them what real listings show.
"""


def _meanings(text: str) -> dict[str, str]:
    """Return what each word of a line means: the word that begins the line."""
    meanings: dict[str, str] = {}
    for line in text.strip().splitlines():
        meaning, *others = line.split()
        meanings |= dict.fromkeys(others, meaning)
    return meanings


ALIASES = _meanings(
    """
    javascript js
    typescript ts
    python py
    machinelearning ml
    ai ki ia kunstliche
    introduction intro einfuhrung introduccion introduzione introducao inleiding initiation
    christmas xmas weihnachten weihnachts noel navidad natale natal kerst
    birthday bday
    womenintech wit
    north northern nord norte noord nordlich noorden
    south southern sud sur sul zuid sudlich
    east eastern ost este oost ostlich leste
    west western oeste ouest westlich ovest
    upper ober oberer obere
    lower unter unterer untere
    kids kid child children kinder enfant enfants nino ninos crianca criancas bambini kinderen
    teens teen teenager teenagers teenage jugendliche ados adolescents adolescentes tieners ragazzi
    youth jugend jeunes jovenes jovens jeugd giovani
    juniors junior
    seniors senior senioren anziani mayores ouderen idosos
    toddlers toddler kleinkinder
    baby babies babys bebe bebes
    families family familien familie famille familles familia familias famiglie gezin
    parents parent eltern padres genitori ouders pais
    men mens manner herren hommes hombres uomini heren homens
    women womens woman ladies frauen damen femmes mujeres donne dames vrouwen mulheres
    adults adult erwachsene adultes adultos adulti volwassenen
    students student studierende etudiants estudiantes alumnos studenti
    beginners beginner anfanger anfangerinnen einsteiger debutants debutant principiantes beginnners
    advanced fortgeschrittene avances avanzado avanzati gevorderden
    intermediate mittelstufe intermediaire intermedio
    founders founder grunder
    officers officer
    board vorstand
    volunteers volunteer helfer freiwillige benevoles voluntarios vrijwilligers
    organisers organiser organizers organizer
    ambassadors ambassador
    matinee matinees matine
    afterparty aftershowparty aftershow
    setup aufbau montage
    teardown abbau
    dressrehearsal generalprobe
    registration anmeldung inscription inscripcion inschrijving
    deadline anmeldeschluss
    briefing briefings
    breakfast fruhstuck dejeunerpetit desayuno colazione ontbijt
    lunch mittagessen dejeuner almuerzo pranzo almoco mittagstisch
    dinner abendessen diner cena jantar
    coffee kaffee koffie
    evening abend soiree noche serata avond noite velada
    night nacht nuit notte nacht nite
    morning vormittag matin manana ochtend mattina manha
    afternoon nachmittag tarde apresmidi middag pomeriggio
    summer sommer ete verano zomer estate verao
    autumn herbst automne otono herfst autunno outono fall
    winter hiver invierno inverno
    spring fruhling fruhjahr printemps primavera voorjaar lente
    city stadt ville ciudad citta cidade stad
    language sprach langue langues idiomas taal
    clothes kleider
    swap tausch troc
    singing singen
    run lauf carrera
    hike wanderung randonnee wandeling caminata
    monthly monatlich mensuel mensual mensile maandelijks
    annual jahrlich annuel anual annuale jaarlijks yearly
    quarterly trimestral trimestriel
    afterparty premierenfeier
    meeting treffen treff reunion rencontre encuentro incontro encontro bijeenkomst versammlung
    meetup meetups stammtisch
    members mitglieder membres miembros soci leden
    girls girl madchen filles chicas femenino feminin feminino meisjes
    boys boy jungen knaben garcons chicos masculino masculin jongens
    assembly assemblea asamblea assemblee assembleia
    talk talks vortrag charla lezing palestra conferenza
    lecture conferencia lectures
    conference konferenz congreso congres
    reading lesung lecturas
    course kurs cours curso corso cursus class clase classe klasse clases
    workshop workshops taller laboratorio oficina atelier
    concert konzert concierto concerto
    exhibition ausstellung exposition exposicion mostra tentoonstelling
    market markt marche mercado mercato mercatino
    fleamarket flohmarkt brocante rommelmarkt rastro
    lab labor labo
    tasting verkostung degustation degustacion degustazione proeverij
    tour fuhrung visite visita rondleiding tours stadtfuhrung rundgang
    game games jeux jeu spiele spiel juegos spelletjes giochi
    festival fest feast
    party feier fete fiesta festa feest
    open offen offene offener ouvert abierto abierta aperto
    guided guidee gefuhrte guiada guidata
    women founderinnen
    opening vernissage eroffnung inauguration inauguracion opening
    wine wein vin vino vinos vinho wijn vins vini wines
    harbour harbor hafen haven puerto
    theatre theater teatro
    centre center zentrum centro centrum
    drinks borrel aperitivo umtrunk apero
    gathering beisammensein
    networking netzwerken netzwerk reseautage netwerken
    business geschaft entrepreneurs unternehmer ondernemers entrepreneur entrepreneures
    tuscany toskana toscane toscana
    launch release buchpremiere
    choir chor chorale coro koor
    dance tanz danse baile ballo dans
    singalong
    service gottesdienst culto
    mass messe misa messa
    micro microfono micro
    dj djs
    """
) | {
    "messe": "messe", "ontwikkelaars": "developers", "entwickler": "developers",
    "library": "library", "bibliothek": "library", "bibliotheque": "library",
    "biblioteca": "library", "bibliotheek": "library", "mediatheque": "library",
    "rathaus": "townhall", "kirche": "church", "eglise": "church", "iglesia": "church",
    "chiesa": "church", "schule": "school", "ecole": "school", "escuela": "school",
    "colegio": "school", "scuola": "school", "universitat": "university", "uni": "university",
    "universite": "university", "universidad": "university", "universita": "university",
    "univ": "university", "haus": "house", "maison": "house", "casa": "house", "huis": "house",
    "amphitheater": "amphitheatre", "kino": "cinema", "cine": "cinema", "caffe": "cafe",
}  # fmt: skip

# What ends a compound word, and what it means.
ENDINGS = (
    ("bibliothek", "library"),
    ("bucherei", "library"),
    ("kurs", "course"),
    ("treffen", "meeting"),
    ("feier", "party"),
    ("versammlung", "assembly"),
    ("besprechung", "meeting"),
    ("kirche", "church"),
    ("schule", "school"),
    ("fuhrung", "tour"),
    ("abend", "evening"),
    ("markt", "market"),
    ("stammtisch", "meetup"),
    ("fruhstuck", "breakfast"),
    ("training", "training"),
    ("borrel", "drinks"),
    ("veranstaltung", "event"),
    ("workshop", "workshop"),
    ("konzert", "concert"),
    ("tanz", "dance"),
    ("theater", "theatre"),
    ("rundgang", "tour"),
    ("spaziergang", "walk"),
    ("wanderung", "hike"),
    ("singen", "singing"),
    ("lauf", "run"),
    ("nacht", "night"),
    ("turnier", "tournament"),
    ("gruppe", "group"),
    ("seminar", "seminar"),
    ("lesung", "reading"),
    ("essen", "dinner"),
    ("party", "party"),
    ("cafe", "cafe"),
    ("ausstellung", "exhibition"),
    ("probe", "rehearsing"),
)

# Phrases, and the words that they mean.
PHRASES = (
    (("tag", "der", "offenen", "tur"), ("openday",)),
    (("tage", "der", "offenen", "tur"), ("openday",)),
    (("open", "day"), ("openday",)),
    (("open", "dag"), ("openday",)),
    (("open", "doors"), ("openday",)),
    (("open", "house"), ("openday",)),
    (("journee", "portes", "ouvertes"), ("openday",)),
    (("journees", "portes", "ouvertes"), ("openday",)),
    (("portes", "ouvertes"), ("openday",)),
    (("puertas", "abiertas"), ("openday",)),
    (("porte", "aperte"), ("openday",)),
    (("weinprobe",), ("wine", "tasting")),
    (("grunderinnen",), ("women", "founders")),
    (("unternehmerinnen",), ("women", "business")),
    (("petit", "dejeuner"), ("breakfast",)),
    (("women", "in", "tech"), ("womenintech",)),
    (("women", "in"), ("womenin",)),
    (("girls", "who", "code"), ("girlswhocode",)),
    (("machine", "learning"), ("machinelearning",)),
    (("artificial", "intelligence"), ("ai",)),
    (("intelligence", "artificielle"), ("ai",)),
    (("inteligencia", "artificial"), ("ai",)),
    (("kunstliche", "intelligenz"), ("ai",)),
    (("user", "experience"), ("ux",)),
    (("flea", "market"), ("fleamarket",)),
    (("visite", "guidee"), ("tour",)),
    (("visita", "guiada"), ("tour",)),
    (("visita", "guidata"), ("tour",)),
    (("guided", "tour"), ("tour",)),
    (("wine", "tasting"), ("wine", "tasting")),
    (("jeux", "de", "societe"), ("board game",)),
    (("board", "games"), ("board game",)),
    (("board", "game"), ("board game",)),
    (("sing", "along"), ("singalong",)),
    (("kick", "off"), ("kickoff",)),
    (("young", "professionals"), ("youngprofessionals",)),
    (("after", "hours"), ("afterhours",)),
    (("after", "party"), ("afterparty",)),
    (("set", "up"), ("setup",)),
    (("pre", "concert"), ("preconcert",)),
    (("pre", "conference"), ("preconcert",)),
    (("post", "conference"), ("postconference",)),
    (("warm", "up"), ("warmup",)),
    (("town", "hall"), ("townhall",)),
    (("hotel", "de", "ville"), ("townhall",)),
    (("golf", "club"), ("gc",)),
    (("dress", "rehearsal"), ("dressrehearsal",)),
)
