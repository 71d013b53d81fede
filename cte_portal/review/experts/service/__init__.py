"""What can be done in an expert round: `rounds` by the authority, `sheets` by the expert."""
