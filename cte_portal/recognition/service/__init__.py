"""What can be done: lists and their publication, objections, results recorded from the ministry's documents."""
