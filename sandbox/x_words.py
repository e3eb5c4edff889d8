"""What a request to X asked to see, and in which of X's two vocabularies."""

from __future__ import annotations

from dataclasses import dataclass

_SHARED = {
    "article", "attachments", "author_id", "card_uri", "community_id", "context_annotations", "conversation_id", "created_at",
    "display_text_range", "edit_controls", "entities", "geo", "id", "in_reply_to_user_id", "lang", "media_metadata",
    "non_public_metrics", "organic_metrics", "paid_partnership", "possibly_sensitive", "promoted_metrics", "public_metrics",
    "reply_settings", "scopes", "source", "text", "withheld",
}  # fmt: skip
FIELDS = {
    "tweet.fields": _SHARED | {"edit_history_tweet_ids", "note_tweet", "referenced_tweets"},
    "post.fields": _SHARED | {"edit_history_post_ids", "note_post", "referenced_posts"},
    "user.fields": {
        "affiliation", "created_at", "description", "entities", "id", "location", "most_recent_tweet_id", "most_recent_post_id",
        "name", "pinned_tweet_id", "pinned_post_id", "profile_image_url", "protected", "public_metrics", "url", "username",
        "verified", "verified_type", "withheld",
    },
    "media.fields": {
        "alt_text", "duration_ms", "height", "media_key", "non_public_metrics", "organic_metrics", "preview_image_url",
        "promoted_metrics", "public_metrics", "type", "url", "variants", "width",
    },
    "poll.fields": {"duration_minutes", "end_datetime", "id", "options", "voting_status"},
    "expansions": {
        "article.cover_media", "article.media_entities", "attachments.media_keys", "attachments.media_source_tweet",
        "attachments.poll_ids", "author_id", "edit_history_tweet_ids", "edit_history_post_ids", "entities.mentions.username",
        "geo.place_id", "in_reply_to_user_id", "entities.note.mentions.username", "referenced_tweets.id", "referenced_posts",
        "referenced_tweets.id.author_id",
    },
}  # fmt: skip
NEW_NAMES = {
    "retweet_count": "repost_count", "tweet_count": "post_count", "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids", "note_tweet": "note_post", "tweets": "posts",
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """The words until July 2026 (tweet), or those since (post)."""

    is_new: bool

    def word(self, name: str) -> str:
        """A key of the tweet vocabulary in this one."""
        return NEW_NAMES.get(name, name) if self.is_new else name

    @property
    def problems(self) -> str:
        """Where problem types live."""
        return "https://api.x.com/2/problems" if self.is_new else "https://api.twitter.com/2/problems"


@dataclass(frozen=True)
class Asked:
    """What a request asked to see."""

    vocabulary: Vocabulary
    fields: frozenset[str]  # in the tweet vocabulary
    expansions: frozenset[str]
    media: frozenset[str]
    poll: frozenset[str]
    user: frozenset[str]


def asked_for(
    vocabulary: Vocabulary, fields: set[str], expansions: set[str], media: set[str], poll: set[str], user: set[str]
) -> Asked:
    """What was asked, in one vocabulary: in the new one, authors and references are asked for as expansions."""
    old = {new: name for name, new in NEW_NAMES.items()}
    names = {old.get(name, name) for name in fields}
    if vocabulary.is_new:
        names |= {old.get(name, name) for name in expansions} & {
            "author_id",
            "in_reply_to_user_id",
            "referenced_tweets",
        }
    return Asked(
        vocabulary, frozenset(names), frozenset(expansions), frozenset(media), frozenset(poll), frozenset(user)
    )
