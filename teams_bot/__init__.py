"""What arrives, what is done, what is said back: aiohttp and botbuilder-core."""
