"""建设单位确认: each participating unit may confirm, by a link and without an account, that it takes part."""
