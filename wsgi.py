"""The WSGI entry."""

import gc

from cte_portal import create_app, log
from cte_portal.settings import from_environment

settings = from_environment()
log.configure(settings)
app = create_app(settings)
gc.collect()
gc.freeze()  # what is loaded now stays: processes forked from this one go on sharing its memory
