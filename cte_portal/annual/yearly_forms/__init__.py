"""年度工作计划 and 年度总结报告 filled in on the portal: begun, checked, handed in frozen, printed."""
