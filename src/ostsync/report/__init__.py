"""What came out, for people and for scripts: pure functions from results to text."""
