"""What every screen shares: access, fragments, paging, errors, kept input, form fields."""
