"""An organisation's own people: colleagues who get accounts, those who leave, and accounts found again by a stamped letter."""
