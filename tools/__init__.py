"""Scripts that generate files of this project; not installed."""
