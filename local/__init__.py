"""This machine: start the whole line, watch it, stop exactly what was started. `make run` is `python -m local`."""
