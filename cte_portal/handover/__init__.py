"""交接包: a sent batch, whole and signed, from one installation to another."""
