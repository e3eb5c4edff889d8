"""Reads what the platforms said onto the shelf."""

import os

# Arrow's own allocator keeps 20 MB for what the system's needs 3 MB for, and is not faster here. To be said before Arrow is imported.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
