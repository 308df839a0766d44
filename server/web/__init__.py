"""What is true of every answer: bodies, problems, headers, the built client, the schema."""
