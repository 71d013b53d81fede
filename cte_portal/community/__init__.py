"""The community and its application: sections, lists, readiness, versions, and the life from draft to recognition."""
