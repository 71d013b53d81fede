"""工作台: what an officer sees first: what waits, what presses, what changed, and how the year stands."""
