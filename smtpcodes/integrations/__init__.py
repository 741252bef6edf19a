"""Ways into other tools: mkdocs for the reference site."""
