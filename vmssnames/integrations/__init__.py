"""What works with other packages, each of which is imported only in its module."""
