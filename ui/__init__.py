"""The desktop: windows over the calculation."""
