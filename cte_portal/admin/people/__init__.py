"""People: accounts of officers and of the operator by invitation, and who may use the portal at all."""
