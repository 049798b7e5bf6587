"""What is remembered: MongoDB through an async driver.

Knows the pure types, knows nothing of Teams.
"""
