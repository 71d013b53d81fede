"""Backups: database, files and keys of one moment, verified; and a portal brought back from one."""
