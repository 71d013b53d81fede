"""Editions of the form: which are used, a new one uploaded, checked, tried against the stored applications, and put to use."""
