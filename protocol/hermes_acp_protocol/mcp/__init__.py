"""The Model Context Protocol: light shapes and tables of both of its eras, for our server and for our client."""
