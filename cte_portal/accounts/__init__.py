"""Organisations, authorities, people, and signing in."""
