"""总览: how a year's applications spread over provinces, industries and states; every number leads into the queue."""
