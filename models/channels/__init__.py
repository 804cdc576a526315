"""What other people's files and platforms say, in our words: pure mappings, no database."""
