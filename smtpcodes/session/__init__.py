"""Sans-IO: follows SMTP sessions from their events; knows nothing of logs, rules or the knowledge
base."""
