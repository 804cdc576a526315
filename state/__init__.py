"""What one browser sees and may ask for."""
