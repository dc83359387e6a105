"""The schema of the history, step by step. Revisions are numbered; a shipped one is never changed."""
