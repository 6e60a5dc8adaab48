"""From the bytes of a mail to a case: mailboxes, parsing, fields with their evidence, intake."""
