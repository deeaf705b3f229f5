"""Following what happens to files: comments that ask for something, settings that changed. Knows no face."""
