"""直报: the ministry's leave to one headquarters for one year, and what the province concerned sees of it."""
