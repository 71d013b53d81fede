"""年度任务: what established communities owe each year, its review and publication."""
