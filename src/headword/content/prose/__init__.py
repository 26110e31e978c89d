"""Labels in running text: their places, and the rules about them."""
