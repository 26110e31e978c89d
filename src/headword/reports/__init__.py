"""Ways to print a report, one module each: a function from a report and its sources to text."""
