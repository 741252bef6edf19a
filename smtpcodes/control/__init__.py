"""What the user wants told: the configuration, comments in transcripts, the baseline, and what is
said of them."""
