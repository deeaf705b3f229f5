"""What the settings make of the rooms below: each part that ``app`` puts together has a file here."""
