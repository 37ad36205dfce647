"""The map as one picture from the server: for pages without a script, for paper, and to be kept as a file."""
