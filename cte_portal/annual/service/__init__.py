"""The only code that writes yearly duties."""
