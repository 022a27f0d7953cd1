"""Documents of a version as they would be printed, on sample data."""
