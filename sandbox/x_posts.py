"""How X writes a post, a user, and what is included with them, in either vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sandbox.acts import Act, Channel, Inbound
from sandbox.figures import is_private_open, x_private, x_public
from sandbox.members import person_id
from sandbox.talk import person_handle, person_name
from sandbox.words import GROUPS
from sandbox.world import World
from sandbox.x_words import Asked, Vocabulary

PRIVATE = {
    "non_public_metrics": ("impression_count", "engagements", "url_link_clicks", "user_profile_clicks"),
    "organic_metrics": (
        "impression_count",
        "like_count",
        "reply_count",
        "retweet_count",
        "url_link_clicks",
        "user_profile_clicks",
    ),
}
LONGEST = 280


def stamp(moment: datetime) -> str:
    """A time as X writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def stranger_of(world: World, post_id: str) -> tuple[Channel | None, Act | Inbound | None]:
    """The account whose timeline or mentions hold a post, and the post."""
    for channel in world.of("x"):
        found = known(world, channel).get(post_id)
        if found is not None:
            return channel, found
    return None, None


def known(world: World, channel: Channel) -> dict[str, Act | Inbound]:
    """Every post of or to an account that there ever was, by id."""
    return world.keep(("x_known", channel), lambda: _known(world, channel))


def _known(world: World, channel: Channel) -> dict[str, Act | Inbound]:
    feed = world.feed(channel)
    return {**feed.posts, **{item.id: item for item in feed.inbound}}


def render(
    world: World, owner: Channel, viewer: Channel | None, items: Sequence[Act | Inbound], asked: Asked
) -> dict[str, Any]:
    """`data`, `includes` and `errors` for these posts. Nothing to show: no `data` key at all."""
    data, errors = [], []
    for item in items:
        if isinstance(item, Act):
            post, refused = _own(world, owner, viewer, item, asked)
            errors += refused
        else:
            post = _theirs(world, owner, item, asked)
            errors += [one for group in PRIVATE if group in asked.fields for one in _refused(item.id, group, asked)]
        data.append(post)
    body: dict[str, Any] = {"data": data} if data else {}
    included = _included(world, owner, items, asked)
    if included:
        body["includes"] = included
    if errors:
        body["errors"] = errors
    return body


def _own(
    world: World, owner: Channel, viewer: Channel | None, act: Act, asked: Asked
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = _shown(act)
    history = [one for one in (act.first_id, act.id) if one]
    whole: dict[str, Any] = {
        "created_at": stamp(act.at),
        "author_id": owner.account_id,
        "conversation_id": act.conversation_id,
        "lang": "en",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "edit_controls": {
            "edits_remaining": 6 - len(history),
            "is_edit_eligible": act.kind in ("original", "quote"),
            "editable_until": stamp(act.at + timedelta(hours=1)),
        },
        "entities": _entities(text, act),
        "referenced_tweets": _references(act),
        "attachments": _attachments(act),
        "in_reply_to_user_id": _answered(owner, act),
    }
    post: dict[str, Any] = {
        "id": act.id,
        "text": text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
        asked.vocabulary.word("edit_history_tweet_ids"): history,
    }
    for name, value in whole.items():
        if name in asked.fields and value not in (None, [], {}):
            post[asked.vocabulary.word(name)] = value
    if "note_tweet" in asked.fields and len(text) > LONGEST:
        post[asked.vocabulary.word("note_tweet")] = {"text": text}
    if "public_metrics" in asked.fields:
        post["public_metrics"] = {
            asked.vocabulary.word(name): value for name, value in x_public(world, owner, act).items()
        }
    refused: list[dict[str, Any]] = []
    for group in PRIVATE:
        if group in asked.fields:
            if viewer is owner and act.kind != "repost" and is_private_open(world, act):
                post[group] = _private(world, owner, act, group, asked)
            else:
                refused += _refused(act.id, group, asked)
    return post, refused


def _private(world: World, owner: Channel, act: Act, group: str, asked: Asked) -> dict[str, int]:
    said = x_private(world, owner, act) | x_public(world, owner, act)
    return {asked.vocabulary.word(name): said[name] for name in PRIVATE[group] if name in said}


def _refused(post_id: str, group: str, asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "resource_id": post_id,
            "resource_type": "tweet",
            "parameter": f"{group}.{asked.vocabulary.word(name)}",
            "field": f"{group}.{asked.vocabulary.word(name)}",
            "value": post_id,
            "section": "data",
            "title": "Field Authorization Error",
            "detail": f"Sorry, you are not authorized to access '{group}.{asked.vocabulary.word(name)}' on the Tweet with id : [{post_id}].",
            "type": f"{asked.vocabulary.problems}/not-authorized-for-field",
        }
        for name in PRIVATE[group]
    ]


def _theirs(world: World, owner: Channel, item: Inbound, asked: Asked) -> dict[str, Any]:
    references: list[dict[str, str]] = []
    if item.parent_id:
        references = [{"type": "retweeted" if item.is_retweet else "replied_to", "id": item.parent_id}]
    start = item.text.find(f"@{owner.handle}")
    whole: dict[str, Any] = {
        "created_at": stamp(item.at),
        "author_id": person_id("x", item.author),
        "conversation_id": item.conversation_id,
        "lang": "en",
        "referenced_tweets": references,
        "in_reply_to_user_id": owner.account_id if item.parent_id and not item.is_retweet else None,
        "entities": {
            "mentions": [{"start": start, "end": start + len(owner.handle) + 1, "username": owner.handle, "id": owner.account_id}]
        },
        "public_metrics": {
            asked.vocabulary.word(name): value
            for name, value in (
                ("retweet_count", 0), ("reply_count", sum(one.at < world.now for one in world.feed(owner).answers.get(item.id, ()))),
                ("like_count", item.author % 3), ("quote_count", 0), ("bookmark_count", 0), ("impression_count", 20 + item.author % 90),
            )
        },
    }  # fmt: skip
    post: dict[str, Any] = {
        "id": item.id,
        "text": item.text,
        asked.vocabulary.word("edit_history_tweet_ids"): [item.id],
    }
    for name, value in whole.items():
        if name in asked.fields and value not in (None, []):
            post[asked.vocabulary.word(name)] = value
    return post


def _answered(owner: Channel, act: Act) -> str | None:
    if act.kind != "reply":
        return None
    return owner.account_id if act.to_author is None else person_id("x", act.to_author)


def _references(act: Act) -> list[dict[str, str]]:
    kinds = {"reply": "replied_to", "quote": "quoted", "repost": "retweeted"}
    return [{"type": kinds[act.kind], "id": act.parent_id}] if act.kind in kinds else []


def _short(act: Act) -> str:
    return f"https://t.co/{act.id[-10:]}"


def _shown(act: Act) -> str:
    return act.text.replace(act.link, _short(act)) if act.link else act.text


def _entities(text: str, act: Act) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if act.link:
        start = text.find(_short(act))
        found["urls"] = [
            {
                "start": start, "end": start + len(_short(act)), "url": _short(act), "expanded_url": act.link,
                "display_url": act.link.removeprefix("https://www.").removeprefix("https://")[:30],
            }
        ]  # fmt: skip
    tags = [(word.strip(".,"), text.find(word)) for word in text.split() if word.startswith("#")]
    if tags:
        found["hashtags"] = [{"start": start, "end": start + len(tag), "tag": tag[1:]} for tag, start in tags]
    named = [(word.strip(".,:"), text.find(word)) for word in text.split() if word.startswith("@")]
    if named:
        found["mentions"] = [
            {"start": start, "end": start + len(name), "username": name[1:], "id": _id_of(name[1:])}
            for name, start in named
        ]
    return found


def _id_of(handle: str) -> str:
    groups = [name for name, _ in GROUPS]
    return person_id("x", 9000 + groups.index(handle) if handle in groups else int(handle.rsplit("_", 1)[1]))


def _attachments(act: Act) -> dict[str, list[str]]:
    if act.media == "poll":
        return {"poll_ids": [act.id]}
    return {"media_keys": [_media_key(act)]} if act.media in ("image", "video") else {}


def _media_key(act: Act) -> str:
    return f"{'13' if act.media == 'video' else '3'}_{act.id}"


def _included(world: World, owner: Channel, items: Sequence[Act | Inbound], asked: Asked) -> dict[str, Any]:
    acts = [item for item in items if isinstance(item, Act)]
    found: dict[str, list[Any]] = {}
    if "attachments.media_keys" in asked.expansions:
        found["media"] = [_media(world, owner, act, asked) for act in acts if act.media in ("image", "video")]
    if "attachments.poll_ids" in asked.expansions:
        found["polls"] = [_poll(world, owner, act, asked) for act in acts if act.media == "poll"]
    if asked.expansions & {"referenced_tweets.id", "referenced_posts"}:
        found[asked.vocabulary.word("tweets")] = _referenced(world, owner, items, asked)
    if "author_id" in asked.expansions:
        authors = {person_id("x", item.author): item.author for item in items if isinstance(item, Inbound)}
        found["users"] = [
            render_user(
                {"id": one, "name": person_name(number), "username": person_handle(number)},
                asked.user,
                asked.vocabulary,
            )
            for one, number in authors.items()
        ]
        if acts:
            found["users"].append({"id": owner.account_id, "name": owner.name, "username": owner.handle})
    return {name: values for name, values in found.items() if values}


def _media(world: World, owner: Channel, act: Act, asked: Asked) -> dict[str, Any]:
    said: dict[str, Any] = {"media_key": _media_key(act), "type": "video" if act.media == "video" else "photo"}
    if "alt_text" in asked.media and act.has_alt_text:
        said["alt_text"] = "Staff and visitors at one of our sites."
    if act.media == "video":
        if "duration_ms" in asked.media:
            said["duration_ms"] = 42_000
        if "public_metrics" in asked.media:
            said["public_metrics"] = {"view_count": world.grown(owner, act, "media_views")}
    return said


def _poll(world: World, owner: Channel, act: Act, asked: Asked) -> dict[str, Any]:
    votes, closes = world.grown(owner, act, "votes"), act.at + timedelta(days=3)
    whole: dict[str, Any] = {
        "id": act.id,
        "options": [
            {"position": number, "label": label, "votes": round(votes * share)}
            for number, (label, share) in enumerate((("Easy", 0.5), ("Neither", 0.2), ("Hard", 0.3)), 1)
        ],
        "duration_minutes": 4320,
        "end_datetime": stamp(closes),
        "voting_status": "closed" if closes < world.now else "open",
    }
    return {name: value for name, value in whole.items() if name in asked.poll | {"id", "options"}}


def _referenced(world: World, owner: Channel, items: Sequence[Act | Inbound], asked: Asked) -> list[dict[str, Any]]:
    posts: dict[str, dict[str, Any]] = {}
    for item in items:
        target = known(world, owner).get(item.parent_id)
        post: dict[str, Any]
        if target is not None and world.is_up(owner, target):
            post = (
                _theirs(world, owner, target, asked)
                if isinstance(target, Inbound)
                else _own(world, owner, None, target, asked)[0]
            )
            posts[item.parent_id] = post
        elif isinstance(item, Act) and item.kind in ("repost", "quote") and item.to_author is not None:
            post = {"id": item.parent_id, "text": "A good evening with our members. Thank you to all who came along."}
            post[asked.vocabulary.word("edit_history_tweet_ids")] = [item.parent_id]
            if "author_id" in asked.fields:
                post["author_id"] = person_id("x", item.to_author)
            posts[item.parent_id] = post
    return list(posts.values())


def render_user(user: dict[str, Any], asked: set[str] | frozenset[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """A profile: id, name and username always, the rest if asked."""
    said = {name: value for name, value in user.items() if name in ("id", "name", "username") or name in asked}
    if "public_metrics" in said:
        said["public_metrics"] = {vocabulary.word(name): value for name, value in user["public_metrics"].items()}
    return said
