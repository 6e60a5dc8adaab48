"""Every face of the service, and the one place where its parts are put together."""
