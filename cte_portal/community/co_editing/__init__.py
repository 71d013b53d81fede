"""协作填报: people of the two lead schools fill in their own parts of an application, invited by the applicant."""
