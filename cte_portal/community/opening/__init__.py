"""Which places of an application may be changed after a return, and how more of them are asked for and opened."""
