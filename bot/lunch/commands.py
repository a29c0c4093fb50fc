"""Join everything that people type, click and submit about lunch pairings."""

from bot.lunch import answers, asking, belonging, living, picture, setup
from bot.lunch.views.words import WHY
from bot.router import Router

router = Router().include(setup.router, belonging.router, answers.router, asking.router, living.router, picture.router)

for _name, _why in WHY.items():
    router.rule(_name, _why)
