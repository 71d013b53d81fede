"""内部记录: what an authority's officers note about an application for themselves; the applicant never sees it."""
