"""Everything that one database holds in another: for moving an installation, and for backups of PostgreSQL."""
