"""审核要点: what an officer answers while reading and before approving; the edition's items, and an authority's own."""
