"""The authority's pages of expert rounds (`rounds`), and the expert's own (`desk`)."""
