"""Obstacles: a check that a person is looking, a sign-in, a page that only a browser fills in."""

import re

from selectolax.lexbor import LexborHTMLParser

from bot.sources.parsers.model import Fault

HEAD_LENGTH = 30_000  # characters in which a check for people is recognised
LITTLE_TEXT = 600  # characters of a page that says nothing of its own
ALMOST_NOTHING = 120
NOTHING = 25

_SHIELD_TITLES = re.compile(
    r"<title[^>]{0,100}>\s*(?:just a moment|attention required! \| cloudflare|one moment, please"
    r"|checking your browser|ddos-guard|making sure you're not a bot|human verification"
    r"|security check|vercel security checkpoint|bot verification"
    r"|client challenge|pardon our interruption)",
    re.IGNORECASE,
)
_SHIELD_MARKS = (
    "_cf_chl_opt",
    "cf-browser-verification",
    "/_incapsula_resource?",
    "captcha-delivery.com",
    "awswafintegration",
    "px-captcha",
    "sgcaptcha",
    "within.website/x/cmd/anubis",
)
_SIGN_IN = re.compile(
    r"\b(?:sign|log)[ -]?(?:in|on)\b|\bpassword\b|\bmembers?[ -](?:only|area|login)\b"
    r"|\ban?melden\b|\beinloggen\b|\bpasswort\b|\bmitgliederbereich\b|\bconnexion\b"
    r"|\bse connecter\b|\bmot de passe\b|\biniciar sesi[óo]n\b|\bcontraseña\b|\binloggen\b"
    r"|\bwachtwoord\b|\baccedi\b|\bentrar\b|\biniciar sessão\b|\bsenha\b",
    re.IGNORECASE,
)
_NO_CONTENT = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "svg",
    "label",
    "button",
    "select",
)
_FILLED_IN = "#root, #app, #__next, #___gatsby, app-root, [ng-app], [data-reactroot]"


def is_shielded(text: str) -> bool:
    """Return whether a page is only a check that a person is looking."""
    head = text[:HEAD_LENGTH]
    if _SHIELD_TITLES.search(head):
        return True
    lowered = head.lower()
    return any(mark in lowered for mark in _SHIELD_MARKS) and len(text) < HEAD_LENGTH


def find_obstacle(page: LexborHTMLParser, text: str) -> Fault:
    """Return why a page without events has none to show, or an empty string."""
    if is_shielded(text):
        return "shielded"
    locked = page.css_first('input[type="password"]') is not None
    scripted = page.css_first("script") is not None
    if not (locked or scripted):
        return ""

    shown = own_text(page)
    if locked and len(shown) < LITTLE_TEXT and _is_sign_in(page, shown):
        return "login"
    if scripted and len(shown) < ALMOST_NOTHING and page.css_first(_FILLED_IN) is not None:
        return "script"
    return ""


def own_text(page: LexborHTMLParser) -> str:
    """Return what a page says outside its menus and margins."""
    bare = LexborHTMLParser(page.html or "")
    bare.strip_tags(list(_NO_CONTENT))
    return " ".join(bare.body.text(separator=" ").split()) if bare.body is not None else ""


def _is_sign_in(page: LexborHTMLParser, shown: str) -> bool:
    """Return whether a page with little on it is there for its form."""
    if len(shown) < NOTHING:
        return True
    if len(shown) < ALMOST_NOTHING and page.css_first("h1") is None and _SIGN_IN.search(shown):
        return True
    return any(_SIGN_IN.search(node.text()) for node in page.css("title, h1, legend")[:5])
