"""The diagram of a version: drawn in the browser, checked by the server while it is drawn."""
