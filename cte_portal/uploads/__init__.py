"""Files people send: received, checked by content, kept by hash, given out only to who may see them."""
