"""Labels in running text: where they are, and what is wrong with them."""
