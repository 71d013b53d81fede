"""界面样式: every token and every shared component with its states, drawn by the macros that the pages use. Not there in service."""
