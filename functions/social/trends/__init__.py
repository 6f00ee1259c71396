"""Tags that more different people use than usual, by region."""
