"""Follows SMTP sessions from their events. Sans-IO; knows nothing of logs, rules or the knowledge
base."""
