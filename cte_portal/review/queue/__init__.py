"""审核工作台: the officers' list of applications, found, shared out, kept as views, taken out as a workbook."""
