"""专家评审: independent opinions on reported applications, blind to each other until all of an application are in."""
