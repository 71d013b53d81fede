"""The public pages."""

from . import search, site_map, verification
from .views import bp

__all__ = ["bp", "search", "site_map", "verification"]
