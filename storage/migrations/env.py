"""Run the migrations on the connection that `storage.migrating.migrate` has opened."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    on_version_apply=context.config.attributes["on_apply"],
    render_as_batch=True,  # SQLite changes most of a table only by making it anew
)
with context.begin_transaction():
    context.run_migrations()
