"""Facts about made-up people."""

from collections import Counter

from infra.local.graph import Graph

PEOPLE = 2_000


def test_the_same_numbers_give_the_same_graph() -> None:
    one, other = Graph(people=50), Graph(people=50)
    assert list(one.follows(mean=8)) == list(other.follows(mean=8))
    assert one.posts(40) == other.posts(40)
    assert one.likes(one.posts(40), 90) == other.likes(other.posts(40), 90)
    assert list(Graph(people=50, seed=7).follows(mean=8)) != list(one.follows(mean=8))


def test_nobody_follows_themselves_or_anybody_twice_and_all_follow_somebody() -> None:
    follows = list(Graph(people=PEOPLE).follows(mean=20))
    assert len(set(follows)) == len(follows)
    assert all(follower != followee for follower, followee in follows)
    assert {follower for follower, _ in follows} == set(range(PEOPLE))


def test_the_mean_is_what_was_asked_for() -> None:
    follows = list(Graph(people=PEOPLE).follows(mean=20))
    assert 15 < len(follows) / PEOPLE < 25


def test_the_first_are_followed_by_most_and_the_last_by_few() -> None:
    followers = Counter(followee for _, followee in Graph(people=PEOPLE).follows(mean=20))
    assert followers.most_common(1)[0][0] < 3
    assert followers[0] > 0.5 * PEOPLE
    typical = sorted(followers[person] for person in range(PEOPLE))[PEOPLE // 2]
    assert followers[0] > 50 * max(1, typical)


def test_posts_answer_earlier_ones_only() -> None:
    posts = Graph(people=30).posts(500)
    assert all(p.replies_to is None or p.replies_to < place for place, p in enumerate(posts))
    assert all(p.mentions != p.author for p in posts)
    authors = Counter(p.author for p in posts)
    assert authors[0] > 3 * authors[15]


def test_the_smallest_graph_ends() -> None:
    assert list(Graph(people=2).follows(mean=5)) == [(0, 1), (1, 0)]
