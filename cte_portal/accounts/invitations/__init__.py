"""A link by which somebody gets an account and sets a password of their own, or sets a new one."""
