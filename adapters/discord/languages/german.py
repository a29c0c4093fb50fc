"""Commands in German."""

NAMES = {
    "kit": "bausatz",
    "poll": "umfrage",
    "question": "frage",
    "swap": "tauschen",
    "who-knows": "wer-weiß",
    "standing": "werdegang",
    "start": "loslegen",
    "about": "thema", "add": "hinzufügen", "address": "adresse", "associations": "verbände",
    "at": "wo", "audit": "protokoll", "away": "unterwegs", "busy": "belegt",
    "calendar": "kalender", "channel": "kanal", "data": "daten", "days": "tage",
    "deck": "sammlung", "diet": "ernährung", "digest": "wochenblick", "events": "veranstaltungen",
    "explain": "erklären", "find": "finden", "forget": "vergessen", "happyhour": "happyhour",
    "health": "zustand", "help": "hilfe", "hidden": "ausgeblendet", "hide": "ausblenden",
    "hint": "tipp", "home": "start", "hours": "zeiten", "id": "name", "join": "mitmachen",
    "cancel": "absagen", "day": "tag", "second": "zweite", "third": "dritte",
    "kind": "art", "latest": "letzte",
    "leave": "aussteigen", "list": "liste", "lunch": "mittag",
    "me": "ich", "mingle": "mingle", "mingle-organisers": "mingle-orga",
    "neighbours": "nachbarorte", "new": "neu", "next": "als-nächstes", "now": "jetzt",
    "once": "einmal", "openings": "termine", "overview": "überblick", "pause": "pause",
    "person": "person", "picture": "bild", "plan": "planen", "polls": "umfragen",
    "preview": "vorschau", "profile": "profil", "prompt": "anstoß", "rather-not": "lieber-nicht",
    "replay": "nachprüfen", "report": "bericht", "month": "monat",
    "resume": "weiter", "round": "runde", "season": "jahreszeit",
    "seats": "plätze", "secrets": "internes", "setup": "einrichten", "show": "zeigen",
    "skip": "auslassen", "sources": "quellen", "suggest": "vorschlagen", "tables": "tische",
    "title": "titel",
    "text": "text", "theme": "thema", "three": "zu-dritt", "topic": "thema", "town": "ort",
    "trip": "reise", "trusted": "vertrauensleute", "until": "bis", "upload": "hochladen",
    "usual": "gewohnt", "venues": "lokale", "when": "wann", "who": "wer", "why": "warum",
    "wish": "wunsch", "with": "mit", "words": "worte", "wrong": "problem",
    "Lunch with …": "Mittagessen mit …",
}  # fmt: skip

CHOICES = {
    "chamber": "Kammer",
    "craft-lunch": "Mittagessen unter Fachleuten",
    "everybody": "alle",
    "happy-hour": "Happy Hour",
    "meetup": "Meetup",
    "organisers": "Organisierende",
    "study": "Lerngruppe",
    "talk": "Vortrag",
    "visit": "Besuch",
    "any": "egal", "any kind": "alle", "autumn": "Herbst", "committee": "Ausschuss",
    "conduct": "Umgang miteinander", "election": "Wahl", "follow-up": "dranbleiben",
    "give": "geben", "go-out": "ausgehen", "host": "gastgeben", "in town": "am Ort",
    "international": "international", "join": "mitmachen", "lead": "anleiten",
    "other": "anderes", "ours": "unsere", "papers": "Vorträge", "prices": "Preise",
    "reach-out": "melden", "role": "Amt", "share": "teilen", "spring": "Frühling",
    "summer": "Sommer", "winter": "Winter",
}  # fmt: skip

SUMMARIES = {
    "Have lunch with somebody of another company, if yours swaps with one": "Mit jemandem aus "
    "einer anderen Firma essen gehen, wenn deine mit einer tauscht",
    "Ask who knows about something; those who agreed are named": "Fragen, wer sich "
    "auskennt; genannt wird, wer zugestimmt hat",
    "what you'd like to know about": "worüber du etwas wissen möchtest",
    "Ask a channel something: a secret vote that closes by itself": "Einen Kanal etwas fragen: "
    "geheim, und die Umfrage schließt von selbst",
    "Ask people when and where to meet, once or again and again": "Fragen, wann und wo man sich "
    "trifft, einmal oder immer wieder",
    "See the polls that are open or planned, and who may ask one": "Offene und geplante Umfragen "
    "ansehen, und wer fragen darf",
    "See your own way from attending to leading": "Deinen eigenen Weg vom Mitmachen zum Anleiten "
    "ansehen",
    "Start something yourself: a meetup, a lunch of your craft, a visit": "Selbst etwas anfangen: "
    "ein Meetup, ein Fachessen, einen Besuch",
    "the question and its choices": "die Frage und ihre Antworten",
    "what to start": "was du anfangen willst",
    "who may ask a poll": "wer eine Umfrage stellen darf",
    "Add a page or calendar with events": "Eine Seite oder einen Kalender mit Veranstaltungen "
    "hinzufügen",
    "Add a professional association": "Einen Berufsverband hinzufügen",
    "Add a prompt to the deck": "Einen Anstoß in die Sammlung legen",
    "Add events from a calendar file (.ics)": "Veranstaltungen aus einer Kalenderdatei (.ics) "
    "hinzufügen",
    "Ask a colleague to lunch": "Jemanden zum Mittagessen einladen",
    "Associations, their chapters, and openings": "Verbände, ihre Ortsgruppen und was ansteht",
    "Check that the last round comes out the same again": "Prüfen, dass die letzte Runde wieder "
    "gleich ausgeht",
    "Choose the next prompt": "Den nächsten Anstoß aussuchen",
    "Choose which words stay inside the company": "Festlegen, welche Wörter im Haus bleiben",
    "End your pause": "Deine Pause beenden",
    "Find company for lunch today": "Gesellschaft fürs Mittagessen heute finden",
    "Find company for lunch, or open a table": "Gesellschaft fürs Mittagessen finden oder einen "
    "Tisch öffnen",
    "Get everything I keep about you, and why": "Alles bekommen, was ich über dich speichere, "
    "und warum",
    "Get one suggestion: what you could do next": "Einen Vorschlag bekommen, was du als Nächstes "
    "tun könntest",
    "Go on with prompts": "Mit den Anstößen weitermachen",
    "Have me delete everything I keep about you; asked once": "Alles löschen lassen, was ich über "
    "dich speichere; mit Rückfrage",
    "Keep a prompt back": "Einen Anstoß zurückhalten",
    "Learn why your last group came about": "Erfahren, warum deine letzte Gruppe zustande kam",
    "Leave out the next date": "Den nächsten Termin auslassen",
    "Leave the lunch pairings of a channel": "Bei den Mittagsrunden eines Kanals aussteigen",
    "Let a hidden prompt come up again": "Einen zurückgehaltenen Anstoß wieder zulassen",
    "Let me see when you are busy, and nothing else of your calendar": "Mich sehen lassen, wann "
    "du belegt bist, und sonst nichts aus deinem Kalender",
    "Lunch rounds: take part once, preview and explain them": "Mittagsrunden: einmal mitmachen, "
    "vorab ansehen, erklären lassen",
    "Call your table off, or give your seat back": "Tisch absagen oder Platz freigeben",
    "another colleague": "noch jemand",
    "one more colleague": "und noch jemand",
    "the day of the round, or nothing for the next one": "Tag der Runde, sonst die nächste",
    "Move the next lunch round to another day, or leave it out": "Die nächste Mittagsrunde "
    "verschieben oder ausfallen lassen",
    "Name people you would rather not meet; nobody learns of it": "Nennen, wen du lieber nicht "
    "treffen möchtest; niemand erfährt davon",
    "Name towns near enough to meet in person, such as Leeds and Bradford": "Orte nennen, die nah "
    "genug beieinander liegen, z. B. Leeds and Bradford",
    "Name whom people can tell that something is wrong": "Benennen, wem man sagen kann, dass "
    "etwas nicht stimmt",
    "Plan an event of your own": "Eine eigene Veranstaltung planen",
    "Post a prompt in a channel, every week or so": "Etwa jede Woche einen Anstoß in einem Kanal "
    "posten",
    "Post the next prompt at once": "Den nächsten Anstoß sofort posten",
    "Say in private that you'd rather go without alcohol": "Im Stillen sagen, dass du lieber ohne "
    "Alkohol feierst",
    "Say privately that something is wrong, or see whom to tell": "Vertraulich sagen, dass etwas "
    "nicht stimmt, oder sehen, wem",
    "Say when you will be in another town, or away": "Sagen, wann du an einem anderen Ort oder "
    "weg bist",
    "Say whether you'd rather be three at lunch than two; nobody learns of it": "Sagen, ob du "
    "lieber zu dritt isst als zu zweit; niemand erfährt davon",
    "See associations, who of us is in them, when they meet": "Verbände ansehen, wer von uns "
    "dabei ist, wann sie sich treffen",
    "See elections, calls and roles, by deadline": "Wahlen, Aufrufe und Ämter nach Frist ansehen",
    "See every prompt; hide, show or choose one": "Alle Anstöße ansehen; einen zurückhalten, "
    "zulassen oder aussuchen",
    "See everything I understand, or what to expect of each other": "Alles ansehen, was ich "
    "verstehe, oder wie wir miteinander umgehen",
    "See polls and monthly happy hours; close, extend, stop": "Umfragen und monatliche Happy "
    "Hours ansehen; schließen, verlängern, beenden",
    "See the places we may go to": "Die Lokale ansehen, in die wir gehen können",
    "See what I know of you and what you take part in": "Sehen, was ich von dir weiß und wo du "
    "mitmachst",
    "See what a month led to: who met across teams and towns, small numbers hidden": "Sehen, was "
    "ein Monat brachte: wer sich über Teams und Orte hinweg traf, kleine Zahlen verborgen",
    "which month, such as 2026-02; the last one unless you say": "welcher Monat, etwa 2026-02; "
    "sonst der letzte",
    "See what comes next for you, and what you can do": "Sehen, was für dich ansteht und was du "
    "tun kannst",
    "See what is hidden, and show it again": "Ausgeblendetes ansehen und wieder zeigen",
    "See what is on that suits you": "Sehen, was los ist und zu dir passt",
    "See what is open today and tomorrow": "Sehen, welche Tische heute und morgen offen sind",
    "See what runs in each channel, when next, and what needs you": "Sehen, was in jedem Kanal "
    "läuft, wann es weitergeht und was dich braucht",
    "See what would be drawn now; nothing is saved": "Sehen, was jetzt ausgelost würde; nichts "
    "wird gespeichert",
    "See where events come from, and how each source fares": "Sehen, woher Veranstaltungen kommen "
    "und wie es jeder Quelle geht",
    "See who met across teams": "Sehen, wer sich über Teams hinweg getroffen hat",
    "See why I wrote to you, and turn things off": "Sehen, warum ich dir geschrieben habe, und "
    "manches abschalten",
    "See your profile as others see it, and change it": "Dein Profil sehen, wie andere es sehen, "
    "und ändern",
    "Set up, change or stop the lunch pairings of a channel": "Die Mittagsrunden eines Kanals "
    "einrichten, ändern oder beenden",
    "Set when you work and when I may write to you; organisers also for a channel or everybody": (
        "Einstellen, wann du arbeitest und wann ich schreiben darf; Organisierende auch für alle"
    ),
    "Sit out the next lunch round": "Die nächste Mittagsrunde aussetzen",
    "Somebody else, for organisers": "Jemand anderes, für Organisierende",
    "Something Mingle does": "Etwas, das Mingle tut",
    "Stop prompts for now": "Anstöße vorerst anhalten",
    "Subscribe to what you go to": "Abonnieren, wohin du gehst",
    "Suggest a prompt to the organisers": "Den Organisierenden einen Anstoß vorschlagen",
    "Suggest a prompt, or look after the deck": "Einen Anstoß vorschlagen oder die Sammlung "
    "pflegen",
    "Take a pause until a date": "Bis zu einem Tag pausieren",
    "Take part in the lunch pairings of a channel": "Bei den Mittagsrunden eines Kanals mitmachen",
    "Take part in the next lunch round, and in no other": "Bei der nächsten Mittagsrunde "
    "mitmachen und sonst bei keiner",
    "Take part, pause, tell about yourself": "Mitmachen, pausieren, von dir erzählen",
    "Tell a channel every week what is on": "Einem Kanal jede Woche sagen, was los ist",
    "Tell me what places have to cook for you; nobody learns of it": "Mir sagen, was Lokale für "
    "dich kochen müssen; niemand erfährt davon",
    "The days you usually eat": "Die Tage, an denen du meist isst",
    "What is held or was set aside, and which channels are on hold": "Was wartet oder "
    "zurückgestellt ist, und welche Kanäle ruhen",
    "What organisers changed here, and when": "Was Organisierende hier geändert haben und wann",
    "What organisers look after": "Worum sich Organisierende kümmern",
    "Write down a place we may go to": "Ein Lokal aufschreiben, in das wir gehen können",
    "a day and a time, such as next Thursday 18:00": "Tag und Uhrzeit, z. B. next Thursday 18:00",
    "a day and a time, such as tomorrow 12:30": "Tag und Uhrzeit, z. B. tomorrow 12:30",
    "a day, a town, a topic: jazz Berlin next weekend": "ein Tag, ein Ort, ein Thema: jazz Berlin "
    "next weekend",
    "how many of my messages to explain, 5 unless you say otherwise": "wie viele meiner "
    "Nachrichten ich erkläre, sonst 5",
    "how many seats, yours included (2 to 12)": "wie viele Plätze, deiner mitgezählt (2 bis 12)",
    "how to go about it": "wie man es angeht",
    "in town, ours, or international": "am Ort, unsere oder international",
    "me": "ich",
    "only about this": "nur dazu",
    "only in this town": "nur an diesem Ort",
    "only one kind": "nur eine Art",
    "only one theme": "nur ein Thema",
    "such as Sun-Thu 9-17; organisers also: channel, workspace": "z. B. Sun-Thu 9-17; "
    "Organisierende auch: channel, workspace",
    "the address of a page, a calendar or a feed": "die Adresse einer Seite, eines Kalenders oder "
    "Feeds",
    "the day you are back, such as Monday or in two weeks": "der Tag, an dem du zurück bist, "
    "z. B. Monday oder in two weeks",
    "the prompt's name, as the deck shows it": "der Name des Anstoßes, wie ihn die Sammlung zeigt",
    "tomorrow, next weekend, March, 3 to 10 March": "tomorrow, next weekend, March, 3 to 10 March",
    "weekdays and a time, or off": "Wochentage und Uhrzeit, z. B. Tue Thu 12:30, oder off",
    "what it is": "was es ist",
    "what it is about": "worum es geht",
    "what people could do, in a sentence or two": "was man tun könnte, in ein, zwei Sätzen",
    "what you would like to talk about": "worüber du gern reden würdest",
    "what you'd like to read about": "worüber du lesen möchtest",
    "when it fits": "wann es passt",
    "where and when, such as Leeds 12–14 May": "wo und wann, z. B. Leeds 12–14 May",
    "where it is": "wo es ist",
    "where you eat": "wo du isst",
    "which channel, if several get prompts": "welcher Kanal, wenn mehrere Anstöße bekommen",
    "whom you would like to eat with": "mit wem du essen möchtest",
}
