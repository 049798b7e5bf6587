"""Who should be asked, and why. Pure: no I/O, no clock, no framework; what it needs comes in."""
