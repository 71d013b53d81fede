"""What the portal promises in figures, measured. `make bench`, or `make bench ONLY=document`."""
