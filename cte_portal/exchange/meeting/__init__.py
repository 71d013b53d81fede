"""供需对接: what is offered for a demand and wanted of a supply, across all communities, and how the two sides come together."""
