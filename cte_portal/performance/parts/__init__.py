"""成员单位填报: the units' parts of a community's figures, by link or by workbook, put together with every difference shown."""
