"""The scenarios of a version: written, run, and their path looked at on the diagram."""
