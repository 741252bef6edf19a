"""The grammar of the RFCs, each pattern once: reply lines, command lines, enhanced status codes,
EHLO replies, SASL.

Nothing here knows of sessions, logs or rules.
"""
