"""Queues and decisions of province and ministry, and the batches that report to the ministry."""
