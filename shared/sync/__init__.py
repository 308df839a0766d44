"""What devices and servers say to each other, and how each checks what it is told."""
