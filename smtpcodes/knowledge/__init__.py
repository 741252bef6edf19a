"""What is known of replies."""
