"""Words that could hurt someone: sealed for those who hold the key, readable by no other."""
