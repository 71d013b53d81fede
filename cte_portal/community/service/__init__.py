"""What can be done with an application: `editing` while it is open, `lifecycle` from draft to recognition."""
