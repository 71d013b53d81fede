"""供需对接: lists of supply and demand as they were published, searched, followed, and brought together."""
