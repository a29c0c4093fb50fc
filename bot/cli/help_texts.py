"""What `mingle COMMAND --help` says of each command."""

VERSION_HELP = "Print the version and end."
AUDIT_HELP = "Print what organisers changed in a workspace, and when, the newest first."
SWAP_HELP = "Swap lunches with another company's Mingle; docs/swap.md says how."
SWAP_INVITE_HELP = "Print an invitation to hand to the other operator."
SWAP_ACCEPT_HELP = (
    "Accept an invitation and print the answer to hand back, or take in the answer to your own."
)
SWAP_STATUS_HELP = "Print the agreements, and when the other side was reached last."
SWAP_END_HELP = "End an agreement at once; lunches ahead are called off, and people are told."
RUN_HELP = "Run Mingle with everything that is configured, until it is told to stop."
DEMO_HELP = (
    "Open the playground: a workspace in your browser, with simulated colleagues and a clock of "
    "its own."
)
SIMULATE_HELP = (
    "Rehearse a year: the real pipeline, simulated colleagues, and a clock that hurries."
)
CHECK_HELP = (
    "Say in plain words what is missing or wrong, and when each job runs next, in local time."
)
HELD_HELP = (
    "List what Mingle holds or has set aside, and why; --again sends it again, --let-go lets it go."
)
DATA_HELP = "Write everything that is kept about one person to a JSON file."
ERASE_HELP = (
    "Erase everything that names one person, as `/mingle forget me` does; lunches and events that "
    "they are in go on without them."
)
MANIFEST_HELP = "Print what to paste when the app is made."
INVITE_HELP = "Print the link that lets Mingle into a server, and what each permission is for."
EXPORT_HELP = "Write the people, or the venues, of a workspace to a CSV file."
IMPORT_HELP = "Read people, or venues, from a table; whatever a line lacks stays as it was."
PREVIEW_HELP = (
    "Draw a round to see how it would come out, of a channel or of any number of people; nothing "
    "is kept."
)
READ_HELP = (
    "Show what Mingle reads at an address, or in a saved page or calendar: its events, the ways "
    "that it would follow, and what a person would be told; nothing is kept."
)
UNDERSTAND_HELP = (
    "Show how Mingle reads a line that somebody types, such as “/lunch tomorrow at 1”, or the "
    "words of a field for a time; nothing is done."
)
BACKUP_HELP = "Write everything to one file, also while Mingle runs; it is checked afterwards."
RESTORE_HELP = (
    "Put a backup in the place of the database. What was due since is held, and an organiser of "
    "each workspace is asked what becomes of it."
)
DB_HELP = "The database: its state, its migrations, and moving it."
DB_STATUS_HELP = "Show where the database is, how it stands to this version, and what is in it."
DB_MIGRATE_HELP = "Bring the database up to date, as `mingle run` does when it starts."
DB_MOVE_HELP = "Copy everything into another, empty database, such as from SQLite to PostgreSQL."
HELP = """Mingle gets colleagues to meet in person.

Start with `mingle demo`: a workspace in your browser, with simulated colleagues. Nothing leaves \
this machine.
"""
