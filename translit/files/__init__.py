"""Read streams and YAML strictly, write files whole: readers, one emitter, places, digests."""
