"""The ground floor: the words of the service, its records and its reasoning."""
