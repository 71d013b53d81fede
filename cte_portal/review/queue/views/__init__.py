"""The queue's screens: the list, sharing out, saved views."""

from . import assigning, exporting, listing, saved_views  # noqa: F401  the routes hang themselves on the blueprint
