"""How places are recognised: names, links, surroundings, confidence and reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.roadmap import Level, Resource, ResourceKind, Roadmap, Section, Stop, read_roadmap
from roadworthy.skills import THRESHOLD, load_catalogue, match_roadmap
from roadworthy.skills.names import key_of


def stop(stop_id: str, title: str = "", *children: Stop, note: str = "") -> Stop:
    return Stop(stop_id, title or stop_id, Level.UNMARKED, line=1, children=children, note=note)


def matched(catalogue, *stops: Stop, section: str = "") -> dict[str, str]:
    roadmap = Roadmap("", (Section("section", section, line=1, stops=stops),))
    return {match.place: match.skill for match in match_roadmap(roadmap, catalogue)}


@pytest.mark.parametrize(
    "title",
    [
        "Redis",
        "REDIS",
        "redis.",
        "**Redis**",
        "4.2 Redis",
        "Week 3: Redis",
        "Redis 7.2",
        "Redis (in-memory store)",
        "Learn the basics of Redis",
        "Redis — an in-memory store",
        "Redis database",
        "Rédis",
        "Ｒｅｄｉｓ",
    ],
)
def test_spelling_does_not_matter(title, skills_of) -> None:
    assert skills_of(title) == {"redis"}


@pytest.mark.parametrize(
    "title", ["Redis Sentinel", "RedisInsight", "Predis", "Redistribution", "Not Redis", "Redis vs Valkey"]
)
def test_other_words_make_it_another_thing(title, skills_of) -> None:
    assert skills_of(title, "Databases") == set()


def test_one_place_can_name_several_skills(skills_of) -> None:
    assert skills_of("Docker, Kubernetes & Helm charts") == {"docker", "kubernetes", "helm"}
    assert skills_of("Docker, Kubernetes and gardening") == set()
    assert skills_of("PostgreSQL / MySQL") == {"postgresql"}


def test_the_nearest_heading_decides_between_namesakes(skills_of) -> None:
    assert skills_of("Queue", "Data structures > RabbitMQ") == {"topic-queue"}
    assert skills_of("Queue", "RabbitMQ > Data structures") == {"queue-ds"}
    assert skills_of("Queue") == set()


def test_the_link_decides_between_namesakes(skills_of) -> None:
    assert skills_of("SAM", "Projects", "https://github.com/facebookresearch/segment-anything") == {"sam"}
    assert skills_of("SAM", "Projects", "https://docs.aws.amazon.com/serverless-application-model/") == {"aws-sam"}
    assert skills_of("SAM", "Projects") == set()


def test_a_home_page_of_the_same_name_is_another_thing(skills_of) -> None:
    assert skills_of("Spark", "Must know") == {"spark"}
    assert skills_of("Spark", "Must know", "https://sparkmailapp.com") == set()
    assert skills_of("Spark", "Big data", "https://spark.wiki.example.org") == {"spark"}


def test_a_heading_that_speaks_for_both_decides_nothing(skills_of) -> None:
    assert skills_of("Falcon", "LLMs") == {"falcon"}
    assert skills_of("Falcon", "LLMs and web frameworks") == set()


def test_a_front_door_is_enough_and_a_page_within_is_not(skills_of) -> None:
    assert skills_of("The store we use", "", "https://www.redis.io/docs/latest/") == {"redis"}
    assert skills_of("How we vacuum", "", "https://redis.io/blog/some-story") == set()
    assert skills_of("A repository", "", "https://github.com/some/thing") == set()


def test_the_most_specific_domain_wins(skills_of) -> None:
    assert skills_of("What we read", "", "https://kafka.apache.org/documentation/streams/") == {"kafka-streams"}
    assert skills_of("What we read", "", "https://kafka.apache.org/") == {"kafka"}
    assert skills_of("What we read", "", "https://docs.python.org/3.12/library/asyncio.html") == {"asyncio"}


def test_neighbours_tell_what_is_meant(catalogue) -> None:
    assert matched(catalogue, stop("a", "Memcached"), stop("b", "Caching"), section="Unheard of")["b"] == "caching"
    alone = matched(catalogue, stop("b", "Celery"), section="Unheard of")
    beside = matched(catalogue, stop("a", "Dramatiq"), stop("b", "Celery"), section="Unheard of")
    assert "b" not in alone
    assert beside["b"] == "celery"


def test_a_family_of_vague_names_explains_itself(catalogue) -> None:
    names = ("Singleton", "Strategy", "Command", "Observer")
    found = matched(catalogue, *(stop(name.lower(), name) for name in names), section="Chapter 4")
    assert found == {"singleton": "singleton", "strategy": "strategy", "command": "command", "observer": "observer"}


def test_the_note_of_a_stop_counts(catalogue) -> None:
    assert matched(catalogue, stop("f", "Falcon", note="an open LLM"), section="Week 2") == {"f": "falcon"}


def test_other_languages_keep_their_own_things(catalogue) -> None:
    java = read_roadmap(
        "# Java Developer Roadmap\n\n## Testing\n\n- Unit testing\n- Redis\n\n## OOP\n\n- Inheritance\n"
    )
    assert {match.skill for match in match_roadmap(java, catalogue)} == {"redis"}


def test_confidence_is_bounded_and_grows_with_agreement(catalogue) -> None:
    link = Resource("Redis", "https://redis.io", ResourceKind.HOME, line=1)
    linked = Stop("linked", "Learn Redis", Level.UNMARKED, line=1, resources=(link,))
    roadmap = Roadmap("", (Section("s", "", line=1, stops=(stop("bare", "Learn Redis"), linked)),))
    bare, both = match_roadmap(roadmap, catalogue)
    assert THRESHOLD <= bare.confidence < both.confidence <= 1
    assert bare.reason == "named 'Redis'"
    assert both.reason == "named 'Redis', and links to redis.io"


def test_sections_are_places_too(catalogue) -> None:
    assert matched(catalogue, stop("a", "Images"), section="Docker") == {"section": "docker"}


def test_very_deep_and_very_long_roadmaps_are_no_trouble(catalogue) -> None:
    deep = stop("leaf", "Docker")
    for level in range(20_000):
        deep = stop(f"level-{level}", "Learn", deep)
    assert matched(catalogue, deep) == {"leaf": "docker"}
    assert matched(catalogue, stop("long", "Docker and " * 50_000)) == {}


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=60))
def test_any_text_is_matched_to_existing_skills_or_nothing(title: str, section: str, url: str) -> None:
    catalogue = load_catalogue()
    link = (Resource("", url, ResourceKind.LINK, line=1),) if url else ()
    place = Stop("here", title, Level.UNMARKED, line=1, resources=link)
    roadmap = Roadmap("", (Section("section", section, line=1, stops=(place,)),))
    for match in match_roadmap(roadmap, catalogue):
        assert match.skill in catalogue
        assert THRESHOLD <= match.confidence <= 1
        assert match.reason


@pytest.mark.parametrize("phrase", ["{}", "Learn {}", "{} basics", "{} (intro)", "1. {}"])
def test_every_plain_name_is_found_in_every_phrase(phrase: str, catalogue) -> None:
    stops = []
    wanted = {}
    for skill in catalogue.values():
        doubtful = {key_of(name) for name in (*skill.common, *skill.vague)}
        for name in (skill.title, *skill.aliases):
            if key_of(name) not in doubtful:
                stops.append(stop(f"{skill.id}: {name}", phrase.format(name)))
                wanted[stops[-1].id] = skill.id
    found = matched(catalogue, *stops)
    assert {place: (found.get(place), skill) for place, skill in wanted.items() if found.get(place) != skill} == {}
