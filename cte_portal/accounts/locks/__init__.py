"""The lock on guessing passwords: too many wrong ones for one account name, or from one network address."""
