"""评分: an authority weighs figures of a year in a scheme; every score shows its arithmetic."""
