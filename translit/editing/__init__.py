"""Tables that grow: proposals, decisions about them, and edits that lose nothing."""
