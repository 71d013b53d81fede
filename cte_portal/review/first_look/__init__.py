"""市级初审: where a province wants it, the bureau of the lead's city reads a submission first and says what it thinks. It decides nothing."""
