"""The printed 申报书: pure functions from what an application holds to the bytes of a PDF."""
