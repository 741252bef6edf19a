"""From the octets of a source to its events."""
