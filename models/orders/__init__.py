"""Orders: the aggregate, its life before fulfilment, and the lane people see it in."""
