"""Filling in a form: sections, lists, autosave and merging, import and export; the same for every kind of form."""
