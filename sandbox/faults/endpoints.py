"""Which call is which: the platform a path belongs to, and the name a fault may call the endpoint by.

A name is the kind of page that call yields, where there is one ("statistics": LinkedIn's figures of stated posts).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

PLATFORMS = ("x", "linkedin", "facebook", "youtube")
OPENINGS = (("/2/oauth2", "x"), ("/v2/reports", "youtube"), ("/youtube/", "youtube"), ("/token", "youtube"), ("/2/", "x"),
            ("/rest/", "linkedin"), ("/oauth/v2/", "linkedin"), ("/sandbox/", ""), ("/truth", ""))  # fmt: skip
# platform -> (name, what the path looks like, what the query must hold); the first that fits is it
ENDPOINTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "x": (
        ("token", r"/2/oauth2/", ""),
        ("profile", r"/2/users/me$", ""),
        ("posts", r"/2/users/[^/]+/tweets$", ""),
        ("mentions", r"/2/users/[^/]+/mentions$", ""),
        ("user", r"/2/users/", ""),
        ("lookup", r"/2/tweets", ""),
    ),
    "linkedin": (
        ("token", r"/oauth/v2/", ""),
        ("size", r"/rest/networkSizes/", ""),
        ("gains", r"/rest/organizationalEntityFollowerStatistics$", r"timeIntervals"),
        ("followers", r"/rest/organizationalEntityFollowerStatistics$", ""),
        ("statistics", r"/rest/organizationalEntityShareStatistics$", r"(shares|ugcPosts)(=|\[)"),
        ("daily", r"/rest/organizationalEntityShareStatistics$", ""),
        ("visits", r"/rest/organizationPageStatistics$", ""),
        ("posts", r"/rest/posts$", ""),
        ("post", r"/rest/posts/", ""),
        ("comments", r"/rest/socialActions/[^?]+/comments$", ""),
        ("metadata", r"/rest/socialMetadata/", ""),
        ("organization", r"/rest/organization", ""),
    ),
    "facebook": (
        ("token", r"/oauth/access_token$|/debug_token$", ""),
        ("comments", r"/comments$", ""),
        ("insights", r"/\d+_\d+/insights$", ""),
        ("countries", r"/insights$", r"page_follows_country"),
        ("daily", r"/insights$", ""),
        ("posts", r"/(published_posts|posts|feed)$", ""),
        ("post", r"/\d+_\d+$", ""),
        ("profile", r"/[^/]+$", ""),
    ),
    "youtube": (
        ("token", r"/token$", ""),
        ("channel", r"/youtube/v3/channels$", ""),
        ("uploads", r"/youtube/v3/playlistItems$", ""),
        ("videos", r"/youtube/v3/videos", ""),
        ("threads", r"/youtube/v3/commentThreads$", ""),
        ("replies", r"/youtube/v3/comments$", ""),
        ("viewers", r"/v2/reports$", r"viewerPercentage"),
        ("analytics", r"/v2/reports$", r"dimensions=video(&|$)"),
        ("daily", r"/v2/reports$", ""),
    ),
}  # fmt: skip
NAMES = {platform: tuple(name for name, _, _ in known) for platform, known in ENDPOINTS.items()}


def platform_of(path: str) -> str:
    """The platform a path belongs to; "" for the sandbox's own."""
    for opening, platform in OPENINGS:
        if path.startswith(opening):
            return platform
    return "facebook"


def endpoint_of(platform: str, path: str, query: str) -> str:
    """The name of the endpoint a call goes to; "other" when it has none."""
    for name, looks_like, holds in ENDPOINTS[platform]:
        if re.search(looks_like, path) and re.search(holds, query):
            return name
    return "other"


def is_at(wanted: str | None, endpoint: str, path: str) -> bool:
    """Whether a call goes where a fault is set: anywhere, at an endpoint by name, or at a path such as /2/users/*/tweets."""
    return wanted is None or wanted == endpoint or ("/" in wanted and fnmatchcase(path, wanted))
