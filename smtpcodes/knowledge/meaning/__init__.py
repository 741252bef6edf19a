"""What a text says: decided by the named steps of ``steps``, with the phrases of ``data/phrases``
and a vote."""
