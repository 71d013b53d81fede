"""技术需求跟踪 and 人才条目约定: what became of what was published."""
