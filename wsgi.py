"""The WSGI entry."""

# ruff: noqa: E402

import gc

gc.disable()  # all that is loaded here stays: looking for what could be let go takes a seventh of the start

from sqlalchemy.orm import configure_mappers

from cte_portal import create_app, log
from cte_portal.settings import from_environment

settings = from_environment()
log.configure(settings)
app = create_app(settings)
configure_mappers()  # the first request would do it, in each process for itself
gc.collect()
gc.freeze()  # processes forked from this one go on sharing its memory
gc.enable()
