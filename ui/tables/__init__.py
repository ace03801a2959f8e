"""Tables on screen: one model over every declared table, its delegates and clipboard."""
