"""The forms as data: editions, their fields and limits, and the readers every screen, check and print shares."""
