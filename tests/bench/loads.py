"""The loads that ``make cost`` prices: the design document's, and a small team's."""

from .bill import PIB, TIB, Load

DAYS = 30
HOURS_A_DAY_WATCHED = 400e6  # 200 million subscribers, two hours each
CLICK_DAYS = 40

SEED = Load(
    name="the design document's scale",
    links=100e6,
    redirects=10e9,
    links_gib=6 * TIB,
    clicks_kept=10e9 / DAYS * CLICK_DAYS,
    tweets=200e6 * DAYS,
    reads=2.5e9 * DAYS,
    readers=500e6,
    tweets_gib=110 * TIB,
    uploaded_hours=10_000 * DAYS,
    watched_hours=HOURS_A_DAY_WATCHED * DAYS,
    views=HOURS_A_DAY_WATCHED * DAYS,  # a video is an hour long
    most_at_once=100e6,
    video_gib=14.6 * PIB,
    originals_gib=3.65 * PIB,  # 10 TB a day
    nodes=4,
    node="cache.m7g.large",
    streams=2,
    shards=10,
)

# 1,000 people: ten links each, a hundred visits of each link; five looks at the home a day and two
# tweets in five days, as in the design document; an hour of video watched each, ten hours uploaded.
SMALL = Load(
    name="1,000 people",
    links=10_000,
    redirects=1e6,
    links_gib=0.01,
    clicks_kept=1e6 / DAYS * CLICK_DAYS,
    tweets=12_000,
    reads=150_000,
    readers=1_000,
    tweets_gib=0.1,
    uploaded_hours=10,
    watched_hours=1_000,
    views=1_000,
    video_gib=40,
    originals_gib=10,
    nodes=1,
    node="cache.t4g.micro",
    streams=3,
)
LOADS = (SEED, SMALL)
