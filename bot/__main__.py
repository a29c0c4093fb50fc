"""Start the command line."""

import gc


def main() -> None:
    """Run the command line.

    What is imported stays: looking for cycles among it would take a quarter of the start.
    """
    gc.disable()
    from bot.cli.app import app

    gc.freeze()
    gc.enable()
    app()


if __name__ == "__main__":
    main()
