"""The words of the page itself, said in its viewer's language; all others are the features'."""

from bot.ui.speech import mark

AFRESH = mark("Start again")
ANSWERS_PRIVATE = mark("Only you can see this")
APP = mark("app")
BE = mark("You are")
BE_LONG = mark("You are {name}. Be somebody else")
CANCEL = mark("Cancel")
CHANNELS = mark("Channels")
CHOOSE = mark("Choose")
CHOOSE_ANOTHER = mark("Choose another")
CHOOSE_FILE = mark("Choose a file")
CLOCK = mark("The playground's clock")
COLLEAGUES = mark("Colleagues")
COMMANDS = mark("Commands")
COMPOSE = mark("Message {name}")
COMPOSE_HINT = mark("Message {name}, or type / for Mingle")
CONVERSATION = mark("Conversation")
DAY_SHORT = mark("+1 d")
DIRECT = mark("Direct messages")
DIRECT_TOPIC = mark("Private between you and Mingle")
DOWNLOAD = mark("Download {name}")
DROP_FILE = mark("or drop it here")
EARLIER = mark("Earlier messages")
FILL_IN = mark("This one is needed.")
FILE_SIZE = mark("kB")
FREE_SEAT = mark("A free seat")
GROUP_TOPIC = mark("Only the {count} of you; Mingle does not read along")
HOUR = mark("+1 hour")
HOUR_SHORT = mark("+1 h")
HINT = mark(
    "You are {name}, new here. Type / to see what Mingle can do. "
    "The other {count} are simulated, and the clock above lets time pass."
)
HINT_DONE = mark("Got it")
KEPT = mark("I kept what you had typed here.")
MENU = mark("Channels and people")
MINGLE = "Mingle"
NEW = mark("New")
NEW_ABOVE = mark("{count} new since you were here ↑")
NEWEST = mark("Newest ↓")
MOVING = mark("Time passes …")
NEW_HERE = mark("new here")
NEW_BELOW = mark("New below ↓")
NEXT_DAY = mark("Next day")
NEXT_WEEK = mark("Next week")
NOTHING_YET = mark("Nothing here yet. You could begin with one of these:")
OPTIONAL = mark("optional")
PAUSE = mark("Pause")
PEOPLE_HERE = mark("{count} people")
PLAY = mark("Play")
SEND = mark("Send")
SKIP = mark("Skip to the message box")
THEME = mark("Switch between dark and light")
TITLE = mark("Mingle playground")
TOO_MANY = mark("Please choose at most {most}.")
TROUBLE = mark("That did not reach Mingle. Please try once more.")
UNREAD = mark("{count} unread")
UP_TO = mark("up to {most}")
SMALL_NUMBERS = (
    mark("none"),
    mark("one"),
    mark("two"),
    mark("three"),
    mark("four"),
    mark("five"),
    mark("six"),
)
USED = mark("used")
WEEK_SHORT = mark("+1 w")
