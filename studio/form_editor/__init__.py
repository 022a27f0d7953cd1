"""Forms of a version: their fields edited one by one, with the page that the server draws of them beside."""
