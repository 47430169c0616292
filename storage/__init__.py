"""The only place with SQL: named queries, migrations, the threads of the database."""
