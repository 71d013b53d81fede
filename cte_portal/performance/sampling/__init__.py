"""抽查: the authority draws indicators at random, checks them against their proofs, and corrects single figures with a reason."""
