"""Finding what was said in old sessions."""
