"""One module for each package that vmssnames works with; only that module imports it."""
