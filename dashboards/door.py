"""The door of the pages: nobody gets past it whom the provider does not know, or who has no role here."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, roles

OPEN_HERE = "Nobody signs in: this page answers on this machine only."


def person() -> roles.Person | None:
    """Return who looks; None when somebody has to sign in first or may not come in, which is then said."""
    has_provider = "auth" in _secrets()
    if roles.is_shut(has_provider, st.get_option("server.address")):
        st.title("Nobody can sign in here yet", anchor=False)
        blocks.say("This app answers other machines, and has no sign-in. It shows nothing until it has one.", "answer")
        blocks.say("Name a provider in Streamlit's secrets ([auth], see docker/.env.example), or let it answer on this machine"
                   " only: --server.address=127.0.0.1")  # fmt: skip
        return None
    if not has_provider:
        return roles.ANYBODY_HERE
    if not st.user.is_logged_in or roles.is_over(st.user.to_dict()):
        st.title("Line of Sight", anchor=False)
        blocks.say("Does our social media serve our strategy? Sign in to see.", "answer")
        st.button("Sign in", type="primary", on_click=st.login)
        return None
    try:
        return roles.person_of(st.user.to_dict())
    except roles.NoRole as why:
        st.title("You have no role here yet", anchor=False)
        blocks.say(str(why), "answer")
    except (OSError, ValueError) as why:
        st.title("Nobody can be let in", anchor=False)
        blocks.say(f"The file of roles cannot be used: {why}", "answer")
    st.button("Sign out", on_click=st.logout)
    return None


def sign(who: roles.Person) -> None:
    """Say at the foot of a page who looks, and offer to sign out."""
    if not who.name:
        return blocks.say(OPEN_HERE, "quiet")
    with st.container(key="who", horizontal=True, vertical_alignment="center"):
        blocks.say(f"Signed in as {who.name}: {', '.join(role for role in roles.ROLES if role in who.roles)}.", "quiet")
        st.button("Sign out", on_click=st.logout)


def _secrets() -> dict[str, object]:
    try:
        return dict(st.secrets)
    except FileNotFoundError:  # no file of secrets at all
        return {}
