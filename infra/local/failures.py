"""What can go wrong on a laptop, said in one sentence that tells what to do."""


class LocalFailure(Exception):
    """Ends the command with exit code 1; its text is all the user sees."""
