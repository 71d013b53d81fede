"""The demonstration: fictional communities, and what writes them into an empty portal."""
