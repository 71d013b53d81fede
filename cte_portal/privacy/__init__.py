"""Personal data: what is kept, why and for how long; deleted when its time is over; one's own seen, corrected, taken away."""
