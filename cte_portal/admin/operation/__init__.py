"""Running the portal: whether all is well, jobs that failed, settings that can be changed while it runs."""
