"""The calculation: registers, the law, exact money and statements; it knows no window."""
