"""Figures added up and drawn: for a community, a province, the nation; open data."""
