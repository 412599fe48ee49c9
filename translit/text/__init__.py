"""What happens to one string."""
