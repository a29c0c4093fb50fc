"""Words of a line that somebody typed."""

import shlex


def split_tokens(words: str) -> list[str]:
    """Split a line as a shell does, forgiving unclosed quotes and the curly ones that phones
    type."""
    straight = words.translate(str.maketrans("“”„", '"""'))
    lexer = shlex.shlex(straight, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.quotes, lexer.escape = True, "", '"', ""
    try:
        return list(lexer)
    except ValueError:
        return straight.replace('"', "").split()
