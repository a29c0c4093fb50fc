"""Words on pages that tell events from what stands around them, in seven languages."""

import re

GENERIC = re.compile(
    r"(?:(?:read|learn|find out|show|see|view)? ?(?:more|details?)"
    r"(?: (?:info(?:rmation)?|about.{0,60}))?"
    r"|(?:register|book|sign up|rsvp|buy|get|join|view|see|add|event|free)"
    r"(?: (?:here|now|online|event|events|tickets?|details?|calendar|your place"
    r"|to (?:my )?calendar|us|entry|today))?"
    r"|tickets?|info(?:rmation)?s?|website|map|directions|ical|ics|google calendar|outlook|share"
    r"|download|here|online|agenda|minutes|protokoll|programm?e?|poster|slides"
    r"|pdf|flyer|back|next|previous|contact|e-?mail|facebook|cancell?ed"
    r"|(?:zur |jetzt |online )?anmeld(?:en|ung)|(?:mehr|weitere)(?: erfahren| infos?| lesen"
    r"| informationen| dazu)?|weiterlesen|zum event|details anzeigen|hier|buchen|karten|abgesagt"
    r"|en savoir(?: plus)?|plus d.infos?|lire la suite|s.inscrire|inscriptions?|réserver|ici|annulé"
    r"|(?:más|mas) info(?:rmación)?|leer más|ver más|inscri(?:birse|pción|pciones)|entradas|aquí"
    r"|cancelado|lees (?:meer|verder)|meer info(?:rmatie)?|meer|aanmelden|inschrijven|kaarten"
    r"|afgelast|geannuleerd|scopri(?: di più)?|leggi(?: tutto| di più)?|dettagli"
    r"|iscri(?:viti|zioni)|biglietti|annullato|sai(?:ba|ber) mais|ler mais|ver mais"
    r"|inscrev(?:a|er)-se|bilhetes|sold out|ausgebucht|complet|uitverkocht|esaurito|agotado"
    r"|esgotado)\W*",
    re.IGNORECASE,
)
# Words around a date or an hour that belong to it.
_LABEL_WORDS = """
date dates when time times where start starts starting begin begins beginn datum uhrzeit
wann termin heure heures horaire horaires quand horario hora horas fecha cuándo data
quando orario ora ore tijd wanneer aanvang doors door open einlass show end ende ends
from to at um à on am le les de du des bis until till ab and und et y e en dal dalle al
alle a las el às das van tot op om vom von cet cest edt est pst pdt cst cdt mst mdt pt
ct gmt bst utc local ganztägig ganztags uhr uur hr hrs h portes début inizio inicio
início the den il kl noon day tag jour weekday mon tue wed thu fri sat sun location
venue ort wo place lieu lugar luogo plaats
"""
LABELS = frozenset((*_LABEL_WORDS.split(), "vanaf", "desde", "partir", "dès", "jeweils"))
_OPENING_WORDS = """
the den il el le les las de du des das show open end ends and und et day
"""
# Labels that begin titles as well.
OPENING_WORDS = frozenset(_OPENING_WORDS.split())
# A line that names the hour of all events of a page.
HOUR_OF_ALL = re.compile(
    r"\b(?:(?:all|our) (?:\w+ )?(?:talks?|meetings?|events?|lectures?|concerts?|sessions?|walks?)"
    r"|(?:meetings|talks|lectures|events|sessions|concerts) (?:are|start|begin|take)"
    r"|we (?:usually |always )?meet|unless (?:otherwise|noted|stated)|jeweils|alle (?:vorträge"
    r"|veranstaltungen|treffen|termine|lezingen|activiteiten|bijeenkomsten)|stets um"
    r"|(?:toutes les|nos) (?:réunions|conférences|séances)|tous les (?:rendez-vous|concerts)"
    r"|todas las (?:sesiones|charlas|reuniones)|todos los (?:actos|eventos|encuentros)"
    r"|tutti gli (?:incontri|eventi|appuntamenti)|todas as (?:sessões|reuniões))\b",
    re.IGNORECASE,
)
NOT_ITS_DAY = re.compile(
    r"(?:\b|(?<=©))(?:posted|published|updated|modified|created|written|due|by|before|deadline"
    r"|since|closes?"
    r"|until|till|rsvp|anmeldeschluss|anmeldefrist|bis|bis zum|bis spätestens|stand|vor dem|seit"
    r"|veröffentlicht|erstellt|aktualisiert|aktualisierung|publié|mise? à jour|avant|avant le"
    r"|jusqu.au|depuis|publicado|publicada|actualizado|actualización|límite|antes del"
    r"|hasta|hasta el"
    r"|pubblicato|aggiornato|aggiornamento|entro|entro il|fino al|scadenza|geplaatst|gepubliceerd"
    r"|bijgewerkt|uiterlijk|vóór|tot|tot en met|publicado em|atualizado|atualizado em|até|prazo"
    r"|copyright|©|founded|established|born|geboren|expires?|valid|opens?|issue|invoice|version)"
    r"(?:\s(?:on|at|am|le|el|il|em|op|of|dem|the|in|to|is))?\W{0,4}$",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:past|previous|recent posts|latest news|archive[sd]?|archiv|vergangene|rückblick"
    r"|bisherige|passée?s|précédents|archivio|passati|conclusi|pasados|anteriores|archivo"
    r"|afgelopen|voorbije"
    r"|passados|arquivo)\b",
    re.IGNORECASE,
)
OFF = re.compile(
    r"\W*(?:cancell?ed|postponed|abgesagt|entfällt|fällt aus|verschoben|annul[ée]e?|report[ée]e?"
    r"|cancelad[oa]|anulad[oa]|aplazad[oa]|suspendid[oa]|afgelast|geannuleerd|uitgesteld"
    r"|annullat[oa]|rinviat[oa]|adiad[oa])\W*",
    re.IGNORECASE,
)
NO_EVENT = re.compile(
    r"\b(?:closed|geschlossen|fermée?|cerrado|gesloten|chiuso|chiusa|encerrado|deadline|frist"
    r"|anmeldeschluss|bewerbungsschluss|date limite|fecha límite|scadenza|prazo|holiday|vacation"
    r"|ferien|vacances|vakantie|posted|published|minutes of|protokoll|compte.rendu|newsletter"
    r"|press release|pressemitteilung|job|stellenangebot|vacancy)\b",
    re.IGNORECASE,
)
SOMETIMES = re.compile(
    r"\b(?:every|each|jeden|jede|chaque|tous les|todos los|cada|elke|iedere|ogni|todas as|todos os"
    r"|immer|weekly|wöchentlich)\b",
    re.IGNORECASE,
)


END_LINE = re.compile(r"\W*(?:ends?|ende|fin|fine|einde|fim|bis|to|until)\b", re.IGNORECASE)
