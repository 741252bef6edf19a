"""Rules of the family ``client``, one file each."""
