"""Pages of HTML to read and to print."""
