"""Where tables lie: in files that are found, written whole or not at all, compiled, mapped and kept."""
