"""The WSGI entry."""

from cte_portal import create_app, log
from cte_portal.settings import from_environment

settings = from_environment()
log.configure(settings)
app = create_app(settings)
