"""vekha: workflow and deadline engine for multi-level roadmap compliance."""
