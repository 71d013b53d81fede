"""The WSGI entry."""

from cte_portal import create_app

app = create_app()
