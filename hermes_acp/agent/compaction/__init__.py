"""Making a long conversation shorter for the model, while the log keeps every word."""
