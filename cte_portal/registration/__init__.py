"""Signing an organisation up, and the review of its registration."""
