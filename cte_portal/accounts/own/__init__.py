"""One's own account: password, where one is signed in, the second factor of signing in."""
