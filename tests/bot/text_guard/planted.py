"""Secrets of twelve kinds, made up anew from a seed, and sentences to plant them in."""

import base64
import json
import random
import string
from collections.abc import Callable

from stdnum import luhn

BASE62 = string.ascii_letters + string.digits
URL_SAFE = BASE62 + "-_"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
AROUND = (
    "{}",
    "I learned that {} still works",
    "Lunch on Tuesday, and by the way: {}.",
    "Heute gelernt: {}",
    "({})",
    "first line\n{}\nlast line",
)


def _chars(chance: random.Random, alphabet: str, length: int) -> str:
    return "".join(chance.choices(alphabet, k=length))


def aws_key(chance: random.Random) -> str:
    return chance.choice(("AKIA", "ASIA")) + _chars(chance, UPPER, 16)


def github_token(chance: random.Random) -> str:
    return chance.choice(("ghp_", "gho_", "ghs_")) + _chars(chance, BASE62, 36)


def slack_token(chance: random.Random) -> str:
    numbers = _chars(chance, string.digits, 12), _chars(chance, string.digits, 12)
    return f"xoxb-{numbers[0]}-{numbers[1]}-{_chars(chance, BASE62, 24)}"


def service_key(chance: random.Random) -> str:
    return chance.choice(
        (
            "AIza" + _chars(chance, URL_SAFE, 35),
            "sk_live_" + _chars(chance, BASE62, 24),
            "glpat-" + _chars(chance, URL_SAFE, 20),
            "sk-proj-7" + _chars(chance, BASE62, 40),
            "npm_" + _chars(chance, BASE62, 36),
            f"SG.{_chars(chance, URL_SAFE, 22)}.{_chars(chance, URL_SAFE, 43)}",
        )
    )


def private_key(chance: random.Random) -> str:
    kind = chance.choice(("RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED "))
    body = _chars(chance, BASE62 + "+/", 64)
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


def signed_token(chance: random.Random) -> str:
    claims = {"sub": _chars(chance, string.digits, 8), "name": _chars(chance, BASE62, 8)}
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"}), json.dumps(claims)]
    encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, _chars(chance, URL_SAFE, 43)])


def address_with_password(chance: random.Random) -> str:
    scheme = chance.choice(("postgres", "https", "amqp", "redis", "mongodb+srv"))
    password = _chars(chance, BASE62 + "!.-", chance.randint(6, 20))
    return f"{scheme}://mingle:{password}@db{chance.randint(1, 9)}.example.com:5432/main"


def password(chance: random.Random) -> str:
    word = chance.choice(("password: ", "Passwort: ", "pwd=", "API key: ", "secret=", "token: "))
    return f"{word}{chance.choice(('Sommer', 'hunter', 'Tr0ub'))}{chance.randint(10, 9999)}!"


def card_number(chance: random.Random) -> str:
    start, length = chance.choice((("4", 16), ("51", 16), ("55", 16), ("37", 15), ("6011", 16)))
    digits = start + _chars(chance, string.digits, length - 1 - len(start))
    digits += luhn.calc_check_digit(digits)
    if length == 15:
        return chance.choice((digits, f"{digits[:4]} {digits[4:10]} {digits[10:]}"))
    between = chance.choice(("", " ", "-"))
    return between.join(digits[at : at + 4] for at in range(0, 16, 4))


def bank_account(chance: random.Random) -> str:
    bank = _chars(chance, string.digits, 18)
    check = 98 - int(f"{bank}131400") % 97
    account = f"DE{check:02}{bank}"
    fours = " ".join(account[at : at + 4] for at in range(0, len(account), 4))
    return chance.choice((account, fours, fours.lower()))


def personal_number(chance: random.Random) -> str:
    area = chance.choice([number for number in range(1, 899) if number != 666])
    american = f"{area:03}-{chance.randint(1, 99):02}-{chance.randint(1, 9999):04}"
    letter = "TRWAGMYFPDXBNJZSQVHLCKE"
    number = chance.randint(10_000_000, 99_999_999)
    spanish = f"{number}{letter[number % 23]}"
    digits = f"756{chance.randint(100_000_000, 999_999_999)}"
    check = -sum(int(each) * (3 if at % 2 else 1) for at, each in enumerate(digits)) % 10
    swiss = f"{digits[:3]}.{digits[3:7]}.{digits[7:11]}.{digits[11]}{check}"
    return chance.choice((american, spanish, swiss))


def unknown_token(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return _chars(chance, "0123456789abcdef", chance.choice((32, 40, 64)))
    return _chars(chance, BASE62, chance.randint(24, 60)) + _chars(chance, string.digits, 1)


KINDS: tuple[Callable[[random.Random], str], ...] = (
    aws_key,
    github_token,
    slack_token,
    service_key,
    private_key,
    signed_token,
    address_with_password,
    password,
    card_number,
    bank_account,
    personal_number,
    unknown_token,
)


def plant(chance: random.Random, secret: str) -> str:
    """Return a sentence that holds a secret."""
    return chance.choice(AROUND).format(secret)
