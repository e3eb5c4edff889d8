"""The monthly pack: five pages and an annex from a frozen edition, as a tagged PDF and as one HTML file, the same content."""
