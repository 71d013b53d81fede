"""Carrying an installation from SQLite and a folder to PostgreSQL and an object store, and proving that all of it arrived."""
