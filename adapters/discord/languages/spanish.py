"""Commands in Spanish."""

NAMES = {
    "kit": "kit",
    "poll": "encuesta",
    "question": "pregunta",
    "swap": "intercambio",
    "who-knows": "quién-sabe",
    "standing": "trayectoria",
    "start": "empezar",
    "about": "tema", "add": "añadir", "address": "dirección", "associations": "asociaciones",
    "at": "dónde", "audit": "registro", "away": "fuera", "busy": "ocupado",
    "calendar": "calendario", "channel": "canal", "data": "datos", "days": "días",
    "deck": "colección", "diet": "dieta", "digest": "resumen", "events": "eventos",
    "explain": "explicar", "find": "buscar", "forget": "olvidar", "happyhour": "happyhour",
    "health": "estado", "help": "ayuda", "hidden": "oculto", "hide": "ocultar",
    "hint": "consejo", "home": "inicio", "hours": "horario", "id": "nombre", "join": "participar",
    "cancel": "cancelar", "day": "día", "second": "segunda", "third": "tercera",
    "kind": "tipo", "latest": "últimos",
    "leave": "dejar", "list": "lista", "lunch": "almuerzo",
    "me": "yo", "mingle": "mingle", "mingle-organisers": "mingle-organización",
    "neighbours": "vecinas", "new": "nuevo", "next": "siguiente", "now": "ahora",
    "once": "una-vez", "openings": "plazos", "overview": "panorama", "pause": "pausa",
    "person": "persona", "picture": "imagen", "plan": "planear", "polls": "votaciones",
    "preview": "vista-previa", "profile": "perfil", "prompt": "propuesta",
    "rather-not": "mejor-no", "replay": "repetir", "report": "informe", "month": "mes",
    "resume": "seguir", "round": "ronda",
    "season": "estación", "seats": "plazas", "secrets": "interno", "setup": "configurar",
    "title": "título",
    "show": "mostrar", "skip": "saltar", "sources": "fuentes", "suggest": "sugerir",
    "tables": "mesas", "text": "texto", "theme": "tema", "three": "de-tres", "topic": "tema",
    "town": "ciudad", "trip": "viaje", "trusted": "confianza", "until": "hasta",
    "upload": "subir", "usual": "habitual", "venues": "lugares", "when": "cuándo",
    "who": "quién", "why": "por-qué", "wish": "deseo", "with": "con", "words": "palabras",
    "wrong": "problema",
    "Lunch with …": "Almorzar con …",
}  # fmt: skip

CHOICES = {
    "chamber": "cámara",
    "craft-lunch": "almuerzo del oficio",
    "everybody": "todos",
    "happy-hour": "happy hour",
    "meetup": "meetup",
    "organisers": "quien organiza",
    "study": "grupo de estudio",
    "talk": "charla",
    "visit": "visita",
    "any": "cualquiera", "any kind": "todos", "autumn": "otoño", "committee": "comité",
    "conduct": "cómo nos tratamos", "election": "elección", "follow-up": "retomar",
    "give": "dar", "go-out": "salir", "host": "recibir", "in town": "en la ciudad",
    "international": "internacional", "join": "participar", "lead": "dirigir",
    "other": "otro", "ours": "nuestros", "papers": "ponencias", "prices": "precios",
    "reach-out": "contactar", "role": "cargo", "share": "compartir", "spring": "primavera",
    "summer": "verano", "winter": "invierno",
}  # fmt: skip

SUMMARIES = {
    "Have lunch with somebody of another company, if yours swaps with one": "Comer con alguien "
    "de otra empresa, si la tuya intercambia con una",
    "Ask who knows about something; those who agreed are named": "Preguntar quién "
    "sabe de algo; se nombra a quien aceptó",
    "what you'd like to know about": "de qué te gustaría saber",
    "Ask a channel something: a secret vote that closes by itself": "Preguntar algo a un canal: "
    "voto secreto que se cierra solo",
    "Ask people when and where to meet, once or again and again": "Preguntar cuándo y dónde "
    "reunirse, una vez o cada tanto",
    "See the polls that are open or planned, and who may ask one": "Ver las encuestas abiertas o "
    "previstas, y quién puede preguntar",
    "See your own way from attending to leading": "Ver tu propio camino de asistir a dirigir",
    "Start something yourself: a meetup, a lunch of your craft, a visit": "Empezar algo: un "
    "meetup, un almuerzo del oficio, una visita",
    "the question and its choices": "la pregunta y sus opciones",
    "what to start": "qué empezar",
    "who may ask a poll": "quién puede hacer encuestas",
    "Add a page or calendar with events": "Añadir una página o un calendario con eventos",
    "Add a professional association": "Añadir una asociación profesional",
    "Add a prompt to the deck": "Añadir una propuesta a la colección",
    "Add events from a calendar file (.ics)": "Añadir eventos de un archivo de calendario (.ics)",
    "Ask a colleague to lunch": "Invitar a alguien a almorzar",
    "Associations, their chapters, and openings": "Asociaciones, sus secciones y sus plazos",
    "Check that the last round comes out the same again": "Comprobar que la última ronda vuelve a "
    "salir igual",
    "Choose the next prompt": "Elegir la próxima propuesta",
    "Choose which words stay inside the company": "Elegir qué palabras se quedan en la empresa",
    "End your pause": "Terminar tu pausa",
    "Find company for lunch today": "Buscar compañía para almorzar hoy",
    "Find company for lunch, or open a table": "Buscar compañía para almorzar o abrir una mesa",
    "Get everything I keep about you, and why": "Recibir todo lo que guardo sobre ti, y por qué",
    "Get one suggestion: what you could do next": "Recibir una sugerencia: qué podrías hacer ahora",
    "Go on with prompts": "Seguir con las propuestas",
    "Have me delete everything I keep about you; asked once": "Borrar todo lo que guardo sobre "
    "ti; pregunto una vez",
    "Keep a prompt back": "Apartar una propuesta",
    "Learn why your last group came about": "Saber por qué se formó tu último grupo",
    "Leave out the next date": "Saltar la próxima fecha",
    "Leave the lunch pairings of a channel": "Dejar los almuerzos de un canal",
    "Let a hidden prompt come up again": "Dejar que vuelva una propuesta apartada",
    "Let me see when you are busy, and nothing else of your calendar": "Dejarme ver cuándo estás "
    "ocupado, y nada más de tu calendario",
    "Lunch rounds: take part once, preview and explain them": "Rondas de almuerzos: participar "
    "una vez, verlas antes, explicarlas",
    "Call your table off, or give your seat back": "Cancelar tu mesa o dejar tu sitio",
    "another colleague": "otra persona",
    "one more colleague": "y otra más",
    "the day of the round, or nothing for the next one": "día de la ronda, o la próxima",
    "Move the next lunch round to another day, or leave it out": "Mover la próxima ronda a otro "
    "día o saltarla",
    "Name people you would rather not meet; nobody learns of it": "Decir con quién prefieres no "
    "quedar; nadie se entera",
    "Name towns near enough to meet in person, such as Leeds and Bradford": "Decir qué ciudades "
    "están cerca, por ejemplo Leeds and Bradford",
    "Name whom people can tell that something is wrong": "Decir a quién se puede contar que algo "
    "va mal",
    "Plan an event of your own": "Planear un evento propio",
    "Post a prompt in a channel, every week or so": "Publicar una propuesta en un canal, más o "
    "menos cada semana",
    "Post the next prompt at once": "Publicar ya la próxima propuesta",
    "Say in private that you'd rather go without alcohol": "Decir en privado que prefieres ir sin "
    "alcohol",
    "Say privately that something is wrong, or see whom to tell": "Decir en privado que algo va "
    "mal, o ver a quién contarlo",
    "Say when you will be in another town, or away": "Decir cuándo estarás en otra ciudad o fuera",
    "Say whether you'd rather be three at lunch than two; nobody learns of it": "Decir si "
    "prefieres almorzar de tres que de dos; nadie se entera",
    "See associations, who of us is in them, when they meet": "Ver asociaciones, quién de "
    "nosotros está y cuándo se reúnen",
    "See elections, calls and roles, by deadline": "Ver elecciones, convocatorias y cargos por "
    "plazo",
    "See every prompt; hide, show or choose one": "Ver todas las propuestas; apartar, mostrar o "
    "elegir una",
    "See everything I understand, or what to expect of each other": "Ver todo lo que entiendo, o "
    "cómo nos tratamos",
    "See polls and monthly happy hours; close, extend, stop": "Ver votaciones y happy hours "
    "mensuales; cerrar, alargar, parar",
    "See the places we may go to": "Ver los lugares a los que podemos ir",
    "See what I know of you and what you take part in": "Ver qué sé de ti y en qué participas",
    "See what a month led to: who met across teams and towns, small numbers hidden": "Ver qué dejó "
    "un mes: quién se conoció entre equipos y ciudades, sin cifras pequeñas",
    "which month, such as 2026-02; the last one unless you say": "qué mes, como 2026-02; si no, "
    "el último",
    "See what comes next for you, and what you can do": "Ver qué es lo próximo para ti y qué "
    "puedes hacer",
    "See what is hidden, and show it again": "Ver lo que está oculto y volver a mostrarlo",
    "See what is on that suits you": "Ver qué hay que te venga bien",
    "See what is open today and tomorrow": "Ver qué mesas hay hoy y mañana",
    "See what runs in each channel, when next, and what needs you": "Ver qué hay en cada canal, "
    "cuándo sigue y qué te necesita",
    "See what would be drawn now; nothing is saved": "Ver qué saldría ahora; no se guarda nada",
    "See where events come from, and how each source fares": "Ver de dónde vienen los eventos y "
    "cómo va cada fuente",
    "See who met across teams": "Ver quién se ha reunido entre equipos",
    "See why I wrote to you, and turn things off": "Ver por qué te escribí, y desactivar cosas",
    "See your profile as others see it, and change it": "Ver tu perfil como lo ven otros, y "
    "cambiarlo",
    "Set up, change or stop the lunch pairings of a channel": "Configurar, cambiar o parar los "
    "almuerzos de un canal",
    "Set when you work and when I may write to you; organisers also for a channel or everybody": (
        "Decir cuándo trabajas y cuándo puedo escribirte; quien organiza, también para todos"
    ),
    "Sit out the next lunch round": "Saltarte la próxima ronda de almuerzos",
    "Somebody else, for organisers": "Otra persona, para quien organiza",
    "Something Mingle does": "Algo que hace Mingle",
    "Stop prompts for now": "Parar las propuestas por ahora",
    "Subscribe to what you go to": "Suscribirte a lo que vas",
    "Suggest a prompt to the organisers": "Sugerir una propuesta a quien organiza",
    "Suggest a prompt, or look after the deck": "Sugerir una propuesta o cuidar la colección",
    "Take a pause until a date": "Hacer una pausa hasta una fecha",
    "Take part in the lunch pairings of a channel": "Participar en los almuerzos de un canal",
    "Take part in the next lunch round, and in no other": "Participar en la próxima ronda, y en "
    "ninguna más",
    "Take part, pause, tell about yourself": "Participar, hacer una pausa, hablar de ti",
    "Tell a channel every week what is on": "Contar a un canal cada semana qué hay",
    "Tell me what places have to cook for you; nobody learns of it": "Decirme qué te tienen que "
    "cocinar; nadie se entera",
    "The days you usually eat": "Los días en que sueles almorzar",
    "What is held or was set aside, and which channels are on hold": "Qué está en espera o "
    "apartado, y qué canales están parados",
    "What organisers changed here, and when": "Qué cambió aquí quien organiza, y cuándo",
    "What organisers look after": "De lo que se ocupa quien organiza",
    "Write down a place we may go to": "Apuntar un lugar al que podemos ir",
    "a day and a time, such as next Thursday 18:00": "un día y una hora, como next Thursday 18:00",
    "a day and a time, such as tomorrow 12:30": "un día y una hora, como tomorrow 12:30",
    "a day, a town, a topic: jazz Berlin next weekend": "un día, una ciudad, un tema: jazz Berlin "
    "next weekend",
    "how many of my messages to explain, 5 unless you say otherwise": "cuántos mensajes míos "
    "explico, 5 si no dices otra cosa",
    "how many seats, yours included (2 to 12)": "cuántas plazas, con la tuya (de 2 a 12)",
    "how to go about it": "cómo hacerlo",
    "in town, ours, or international": "en la ciudad, nuestros o internacionales",
    "me": "yo",
    "only about this": "solo sobre esto",
    "only in this town": "solo en esta ciudad",
    "only one kind": "solo un tipo",
    "only one theme": "solo un tema",
    "such as Sun-Thu 9-17; organisers also: channel, workspace": "como Sun-Thu 9-17; quien "
    "organiza, también: channel, workspace",
    "the address of a page, a calendar or a feed": "la dirección de una página, un calendario o "
    "un feed",
    "the day you are back, such as Monday or in two weeks": "el día en que vuelves, como Monday o "
    "in two weeks",
    "the prompt's name, as the deck shows it": "el nombre de la propuesta, como sale en la "
    "colección",
    "tomorrow, next weekend, March, 3 to 10 March": "tomorrow, next weekend, March, 3 to 10 March",
    "weekdays and a time, or off": "días y una hora, como Tue Thu 12:30, u off",
    "what it is": "qué es",
    "what it is about": "de qué trata",
    "what people could do, in a sentence or two": "qué se podría hacer, en una o dos frases",
    "what you would like to talk about": "de qué te gustaría hablar",
    "what you'd like to read about": "sobre qué quieres leer",
    "when it fits": "cuándo encaja",
    "where and when, such as Leeds 12–14 May": "dónde y cuándo, como Leeds 12–14 May",
    "where it is": "dónde es",
    "where you eat": "dónde comes",
    "which channel, if several get prompts": "qué canal, si varios reciben propuestas",
    "whom you would like to eat with": "con quién te gustaría comer",
}
