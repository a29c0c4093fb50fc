"""Run migrations on the connection that was handed over."""

from alembic import context

from bot.store.schema import metadata


def run() -> None:
    """Apply what is missing; SQLite changes a table by making it anew."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        user_module_prefix="types.",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
