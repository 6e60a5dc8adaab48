"""What leaves the service: mails and webhooks, written in the transaction that decides them and sent afterwards."""
