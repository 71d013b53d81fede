"""What officers find applications by: names, numbers and codes, in an index over pairs of characters."""
