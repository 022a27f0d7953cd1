"""Decision tables of a draft, edited as a grid; trying them is next door, in the decisions."""
