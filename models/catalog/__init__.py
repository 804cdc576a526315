"""What is sold, through which doors, and from where: shops, channels, warehouses, SKUs."""
