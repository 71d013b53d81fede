"""Finding Chinese text: an index over pairs of characters, for whoever has texts to be found."""
