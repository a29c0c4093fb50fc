"""`python -m tests.fuzz [--minutes M] [--seed N] [TARGET …]`: feed readers until they break."""

import argparse
import random
import sys
import traceback

from tests.fuzz.run import feed_for
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Feed each named target, or all; return 1 if one raised what is not its own error."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="for each target")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    asked = parser.parse_args()
    unknown = sorted(set(asked.targets) - set(TARGETS))
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}. There are {', '.join(TARGETS)}.")

    print(f"seed {asked.seed}", flush=True)
    broken = 0
    for name in asked.targets or TARGETS:
        inputs, error = feed_for(TARGETS[name], asked.minutes * 60, asked.seed)
        outcome = f"broke: {type(error).__name__}" if error else "nothing broke"
        print(f"{name}: {inputs} inputs, {outcome}", flush=True)
        if error:
            broken += 1
            traceback.print_exception(error, limit=-6, file=sys.stdout)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
