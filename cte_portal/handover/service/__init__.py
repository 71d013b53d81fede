"""What can be done with bundles: make one, take one in, say whom to trust."""
