"""Company swap lunch: two installs introduce one colleague of each to the other, once a month.

One side leads: it asks the other in turns, and the other answers. Each turn carries all that stands
between them, so that what is lost or comes twice changes nothing.
"""
