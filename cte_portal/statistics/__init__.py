"""申报进度统计: how filing goes, day by day, counted as the steps are taken."""
