"""Paper: templates of a package rendered to PDF, wording, and QR codes. Nothing here knows the database."""
