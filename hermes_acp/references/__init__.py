"""What the user points at (``@file:…``, links, embedded resources) becomes text the model can read."""
