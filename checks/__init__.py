"""May we believe it? One file a raw table, and one for the published figures; the folder is the registry."""

import os

# Great Expectations reads this when it is imported. 1.24 sends nothing; a later one must not begin to.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
