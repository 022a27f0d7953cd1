"""The life of procedures: the list with versions as a line, new ones, import and export, checking, publishing."""
