"""A person's data as a whole: export, import, archive, deletion."""
