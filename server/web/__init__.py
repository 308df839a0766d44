"""What all requests and answers share: bodies, problems, headers, hosts, the client, the description."""
