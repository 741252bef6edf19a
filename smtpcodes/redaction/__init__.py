"""Credentials taken out: of a line that is shown (redact, shown), of a whole log (redactor)."""
