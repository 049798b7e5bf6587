"""`python -m teams_bot …`: one file a command."""
