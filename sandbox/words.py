"""Every sentence the made-up bodies and the made-up people say.

Only an act that asks for views holds a question mark. Words that mark a concern stand in `CONCERNS` alone, and questions in
`QUESTIONS` alone, so that any reader of the text comes to what the sandbox knows.
"""

from __future__ import annotations

TOPICS = {
    "SO1": ("the flu vaccine", "the COVID-19 booster", "cervical screening", "bowel screening", "stop-smoking support", "health checks"),
    "SO2": ("outpatient appointments", "the urgent treatment centre", "111 online", "the minor injuries unit", "physiotherapy self-referral"),
    "SO3": ("patient feedback", "the maternity voices group", "support for carers", "ward visiting", "patient safety"),
    "SO4": ("nursing roles", "apprenticeships", "therapy careers", "midwifery roles", "volunteering"),
    "SO5": ("easy-read leaflets", "sign language interpreters", "the community bus", "translated letters", "hearing loops"),
    "SO6": ("the diagnostic centre plans", "research studies", "the neighbourhood teams", "the patient panel", "the clinical strategy"),
    "MO1": ("care at home", "the virtual ward", "community nursing clinics", "the falls service"),
    "MO2": ("district nursing roles", "therapy apprenticeships", "bank shifts"),
    "PH1": ("the stop-smoking service", "the walking programme", "free health checks", "the weight programme"),
    "PH2": ("the neighbourhood health bus", "translated advice", "the carers' cafe"),
    "": ("our hospitals", "our teams", "our wards", "our volunteers"),
}  # fmt: skip

TAGS = {
    "SO1": "HarrowdaleFluVaccine", "SO2": "HarrowdaleRebook", "SO3": "HarrowdaleListens", "SO4": "HarrowdaleCareers",
    "SO5": "HarrowdaleForAll", "SO6": "HarrowdaleTogether", "MO1": "MarrickCareAtHome", "MO2": "MarrickCareers",
    "PH1": "OsmereHealthyHabits", "PH2": "OsmereForEveryone",
}  # fmt: skip

COMMUNITY_TAGS = ("WeNurses", "WeAHPs", "CarersTogether")

# purpose -> sentences. {topic} and, for C6, {people} are filled in; the link and the tag are put after.
OWN = {
    "B1": (
        "News: our latest report on {topic} is out today.",
        "Read the full story about {topic} on our website.",
        "The board has published its paper on {topic}.",
        "A statement on {topic} is now on our news pages.",
    ),
    "B2": (
        "Protect yourself and those around you this season: find out about {topic}.",
        "It takes ten minutes. Book {topic} today.",
        "Thousands have already made the most of {topic}. Join them this week.",
        "Small steps add up. Start with {topic}.",
    ),
    "B3": (
        "Opening times have changed for {topic}. Please check before you travel.",
        "Entrance B is closed on Saturday; for {topic} use entrance C.",
        "Please remember that {topic} can be reached online or by telephone all week.",
        "Visiting and parking information for {topic} is on our service pages.",
    ),
    "B4": (
        "Come and meet the team behind {topic} next Wednesday. Places can be booked online.",
        "Our open evening about {topic} is two weeks away. Doors open at 6pm.",
        "The next public meeting looks at {topic}. Everybody is welcome.",
    ),
    "B5": (
        "We are hiring: {topic} across our sites. Applications close on Sunday.",
        "Come and work with us. New posts in {topic} are open now.",
        "A day in the life of a colleague in {topic}, and how to join them.",
    ),
    "B6": (
        "Proud of the colleagues behind {topic}, shortlisted for a regional award.",
        "Ten years of {topic} this month. Congratulations to all involved.",
        "Thank you to everyone who raised money for {topic} this year.",
    ),
    "B7": (
        "Our position on {topic}: plan early, publish everything and build it with the people who use it. The strategy is online.",
        "We have published our strategy for {topic}.",
    ),
    "L7": (
        "Tell us: how easy was it to use {topic}?",
        "One question today: would you recommend {topic} to a friend?",
        "Your views wanted: what should change about {topic}?",
    ),
    "C3": (
        "You said letters about {topic} were hard to follow. We have rewritten them with the people who told us. #YouSaidWeDid",
        "You told us about the wait for {topic}. There are now two more sessions a week. #YouSaidWeDid",
    ),
    "C4": (
        "Joining tonight's chat: small things that made the difference in {topic} on our wards.",
        "Good points in the chat about {topic}. Here is how one of our wards does it.",
    ),
    "C5": (
        "Well worth a read from people who know {topic} best.",
        "Sharing this from our neighbours: they explain {topic} far better than we could.",
    ),
    "C6": (
        "{people} you are both working on {topic}: you may like to meet.",
        "{people} there is a local support group for {topic}, run by people who have been there.",
    ),
    "C7": (
        "Thank you to the forty people who helped us redesign {topic}. The result opens on Monday, with your names on it.",
        "Patients, carers and staff wrote this guide to {topic} together. The working group meets again on the 14th.",
    ),
}  # fmt: skip

LINKS = {
    "B1": "https://www.{body}.example/news/{slug}",
    "B2": "https://www.{body}.example/campaigns/{slug}",
    "B3": "https://www.{body}.example/services/{slug}",
    "B4": "https://www.{body}.example/events/{slug}",
    "B5": "https://jobs.example/{body}/{slug}",
    "B7": "https://www.{body}.example/strategy/{slug}",
    "L7": "https://www.{body}.example/have-your-say/{slug}",
}

# Links whose visits are counted carry the campaign's tag: those of posts that name an objective and lead somewhere to act.
TRACKED = ("B2", "B3", "B4", "B5")
UTM = "?utm_source={platform}&utm_medium=social&utm_campaign={tag}"

QUESTIONS = (
    "What time does {topic} open on a Saturday?",
    "Can I change my slot for {topic} online?",
    "Is there parking near {topic}?",
    "How do I book {topic} for my mother",
    "Where do we go for {topic} in the evening?",
    "Do you need a letter for {topic}?",
    "When will the new times for {topic} be put up?",
)
CONCERNS = (
    "I was let down by {topic} this week, nobody rang back.",
    "Waiting hours for {topic} with no update.",
    "My appointment for {topic} was cancelled twice.",
    "I am worried about the delay with {topic}.",
    "The corridor by {topic} was dirty again.",
    "Staff at {topic} were rude to my dad, that is unacceptable.",
)
BOTH = (
    "Very worried about the delay with {topic}. When will I hear back?",
    "My letter for {topic} was ignored. Who do I speak to?",
)
PRAISE = (
    "Lovely care from everybody at {topic} today, thank you.",
    "The team at {topic} could not have been kinder.",
    "So grateful for {topic}. Top marks.",
)
REMARKS = (
    "Sharing this with my neighbours.",
    "Good to see {topic} getting some attention.",
    "Our group talked about {topic} last night.",
    "Interesting.",
    "About time too.",
)
FOLLOW_UPS = ("Thank you, that helps.", "Brilliant, thanks.", "Thanks for coming back to me.")

ANSWERS = (
    "Thanks for asking. For {topic} the desk is open from 8am to 6pm and you can walk in.",
    "You can change this yourself: sign in, choose {topic} and pick a new time. It takes two minutes.",
    "Sorry to hear this. Please send us a direct message with the date and we will look into {topic} today.",
    "We have spoken to the team that runs {topic}: they will ring you this afternoon.",
    "Parking for {topic} is free in car park 3 after 5pm, and the 14 bus stops outside.",
    "The new times for {topic} are on the service page from Friday. Call us if you need them sooner.",
    "No letter needed for {topic}. Bring your NHS number if you have it.",
)
TEMPLATES = (
    "Thank you for getting in touch. Please contact our patient advice team on 01632 960123.",
    "Thank you for your comment. Please see our website for more information.",
)
THANKS = (
    "Thank you so much, we will pass this on to the team.",
    "That means a lot to everybody here. Thank you.",
    "Thanks for sharing this, and for your support.",
)

# Made-up groups whose posts are reposted, quoted and mentioned. (handle, name)
GROUPS = (
    ("sandbox_carers", "Sandbox Carers Group"),
    ("sandbox_student", "Sandbox Student Union"),
    ("sandbox_breathe", "Sandbox Breathe Easy"),
    ("sandbox_mvoices", "Sandbox Maternity Voices"),
    ("sandbox_nurses", "Sandbox Nurses Chat"),
    ("sandbox_faith", "Sandbox Faith Network"),
)


def slug(topic: str) -> str:
    """A topic as the last part of an address."""
    return "".join(c if c.isalnum() else "-" for c in topic.removeprefix("the ").lower())
