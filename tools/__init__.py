"""What makes files of this project from others; not installed."""
