"""A person's data as a whole: exports, imports, archives, deletion."""
