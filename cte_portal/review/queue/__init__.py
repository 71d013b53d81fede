"""申报审核: the officers' list of applications, found, shared out, kept as views, taken out as a workbook."""
