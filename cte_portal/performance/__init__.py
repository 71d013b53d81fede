"""绩效数据: a year's figures of every established community: collected, checked, compared, drawn."""
