"""When an order can be kept: the day it is promised for, and the reason."""
