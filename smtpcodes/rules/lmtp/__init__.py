"""Rules of the family ``lmtp``, one file each."""
