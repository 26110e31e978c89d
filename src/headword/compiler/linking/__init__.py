"""What each link leads to."""
