"""The files of a package as they are: for whoever would rather read and write the source."""
