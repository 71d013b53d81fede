"""The WSGI entry."""

import gc

from sqlalchemy.orm import configure_mappers

from cte_portal import create_app, log
from cte_portal.settings import from_environment

settings = from_environment()
log.configure(settings)
app = create_app(settings)
configure_mappers()  # the first request would do it, in each process for itself
gc.collect()
gc.freeze()  # what is loaded now stays: processes forked from this one go on sharing its memory
