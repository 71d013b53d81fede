"""Articles of the public site: written, looked over, published, corrected, withdrawn, found."""
