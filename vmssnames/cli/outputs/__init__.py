"""What commands write: rows, tables, reports, files."""
