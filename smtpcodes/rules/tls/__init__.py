"""Rules of the family ``tls``, one file each."""
