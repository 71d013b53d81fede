"""The officers' screens: dossier, decisions, batches, direct reporting and recognition; the queue has a room of its own."""

from ..blueprint import bp as bp
from ..queue import views as queue_views  # noqa: F401  the routes hang themselves on the blueprint
from . import decisions, dossier, pre_review, to_province  # noqa: F401
