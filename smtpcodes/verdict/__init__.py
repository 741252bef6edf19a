"""One sentence for a session that failed: what is kept of the session (notes), why it was refused
(reasons), whose fault it is (verdict)."""
