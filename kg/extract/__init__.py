"""From an annotated text to mentions, and from a reading to facts: one file a class, one callable shape."""
