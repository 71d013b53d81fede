"""供需清单: the living lists of an established community, edited all year round, from which editions are published."""
