"""The API, asked for a world that the judge invents; the judge is the backend too, and counts."""

import asyncio
import json

import pytest
from chat_schema import answer
from world import World

EVERYTHING = """
query Everything($slugs: [String!]!, $first: Int! = 10) {
  rooms(slugs: $slugs) {
    slug topic
    messages(first: $first) { id text author { name } }
    members { name rooms { slug } }
  }
}
"""


async def ask(world, query, viewer=None, **variables):
    """Return (data, errors) as plain values."""
    found = json.loads(json.dumps(await answer(query, variables, viewer, world)))
    return found["data"], found["errors"]


async def ask_well(world, query, viewer=None, **variables):
    """Return the data of a query that has to be answered without errors."""
    data, errors = await ask(world, query, viewer, **variables)
    assert errors == [], f"there should be no errors, and there are: {str(errors)[:400]}"
    return data


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {str(wanted)[:300]}, found {str(found)[:300]}"


async def test_everybody_keeps_their_own_words(rng):
    """Rooms, messages, authors and members are the right ones, in order, and what is not there is null"""
    world = World(rng, rooms=5, people=6, messages=4)
    gone = world.person_rows.pop()["id"]
    world.message_rows[-1]["author_id"] = world.message_rows[0]["author_id"] = gone
    slugs = rng.sample([*world.slugs, "no-such-room"], 6)
    slugs.append(slugs[0])
    data = await ask_well(world, EVERYTHING, slugs=slugs, first=3)
    by_slug = {row["slug"]: row for row in world.room_rows}
    same(
        [room and room["slug"] for room in data["rooms"]],
        [slug if slug in by_slug else None for slug in slugs],
        "slugs",
    )
    for room in filter(None, data["rooms"]):
        row = by_slug[room["slug"]]
        same(room["topic"], row["topic"], f"topic of {room['slug']}")
        same(room["messages"], world.said(row, 3), f"the last 3 messages of {room['slug']}")
        members = [
            {"name": name, "rooms": [{"slug": slug} for slug in world.rooms_with(name)]}
            for name in world.members_of(row)
        ]
        same(room["members"], members, f"members of {room['slug']}, and their rooms")


@pytest.mark.parametrize("size", [3, 30])
async def test_each_question_is_asked_once(rng, size):
    """A query asks once for each level, and for nobody twice, however many rooms there are"""
    world = World(rng, rooms=size, people=size * 2, messages=6)
    await ask_well(world, EVERYTHING, slugs=world.slugs)
    for method, most in (("rooms", 2), ("messages", 1), ("members", 1), ("people", 2), ("rooms_of", 2)):
        times = world.times(method)
        assert 1 <= times <= most, (
            f"{size} rooms, and {method} of the backend was asked {times} times, not at most {most}"
        )
        ids = [one for asked in world.asked if asked[0] == method for one in asked[1:]]
        twice = {one for one in ids if ids.count(one) > 1}
        same(twice, set(), f"ids that {method} of the backend was asked for more than once in one query")
    world.asked.clear()
    await ask_well(world, "query($slugs: [String!]!) { rooms(slugs: $slugs) { slug topic } }", slugs=world.slugs)
    same([one[0] for one in world.asked], ["rooms"], "methods asked for slugs and topics alone")


async def test_aliases_ask_for_different_things(rng):
    """Two lists of messages with different lengths, of the same rooms, do not get in each other's way"""
    world = World(rng, rooms=3, people=3, messages=5)
    query = """query($slugs: [String!]!) { rooms(slugs: $slugs) {
        one: messages(first: 1) { id } all: messages { id } three: messages(first: 3) { id } again: messages(first: 3) { id }
    } }"""
    data = await ask_well(world, query, slugs=world.slugs)
    for room, row in zip(data["rooms"], world.room_rows, strict=True):
        for alias, first in (("one", 1), ("all", 10), ("three", 3), ("again", 3)):
            wanted = [{"id": message["id"]} for message in world.said(row, first)]
            same(room[alias], wanted, f"{alias} (first: {first}) of {row['slug']}")
    same(world.times("messages"), 3, "times the backend was asked for messages, with first 1, 3 and 10")


async def test_nothing_is_remembered_between_requests(rng):
    """A later request sees what has changed, and requests at the same time do not see each other's data"""
    world, other = World(rng, 2, 3, 2), World(rng, 2, 3, 2)
    for row, mine in zip(other.person_rows, world.person_rows, strict=True):
        row["id"] = mine["id"]  # the same people, under other names
    for place, row in enumerate(other.room_rows):
        row["id"] = world.room_rows[place]["id"]
    other.seats = dict(world.seats)
    for place, row in enumerate(other.message_rows):
        row |= {key: world.message_rows[place][key] for key in ("room_id", "author_id")}
    both = await asyncio.gather(*(ask_well(one, EVERYTHING, slugs=one.slugs) for one in (world, other)))
    for one, data in zip((world, other), both, strict=True):
        for room, row in zip(data["rooms"], one.room_rows, strict=True):
            same(
                (room["topic"], room["messages"]),
                (row["topic"], one.said(row, 10)),
                "a room, asked for with another at once",
            )
    world.person_rows[0]["name"], world.room_rows[0]["topic"] = "a new name", "a new topic"
    data = await ask_well(world, EVERYTHING, slugs=world.slugs)
    same(data["rooms"][0]["topic"], "a new topic", "the topic, after it was changed")
    for room, row in zip(data["rooms"], world.room_rows, strict=True):
        same(room["messages"], world.said(row, 10), "messages, after an author was renamed")


async def test_an_email_is_for_its_owner(rng):
    """A person's email is shown to that person, and null for others and for nobody"""
    world = World(rng, rooms=2, people=3, messages=1)
    for viewer in [None, *(row["id"] for row in world.person_rows)]:
        query = "query($slugs: [String!]!) { rooms(slugs: $slugs) { members { name email } } }"
        data = await ask_well(world, query, viewer=viewer, slugs=world.slugs)
        emails = {member["name"]: member["email"] for room in data["rooms"] for member in room["members"]}
        wanted = {row["name"]: row["email"] if row["id"] == viewer else None for row in world.person_rows}
        same(emails, wanted, f"emails as {'nobody' if viewer is None else world.name(viewer)} sees them")


async def test_a_failure_stays_where_it_is(rng):
    """When the backend fails, only what depends on it is null, and the error says no more than internal error"""
    world = World(rng, rooms=2, people=3, messages=2)
    world.broken = {"people"}
    query = "query($slugs: [String!]!) { rooms(slugs: $slugs) { topic messages { text author { name } } } }"
    data, errors = await ask(world, query, slugs=world.slugs)
    assert data is not None, (
        f"messages can be shown without their authors, but data is null; errors: {str(errors)[:300]}"
    )
    wanted = [
        {"topic": row["topic"], "messages": [{"text": one["text"], "author": None} for one in world.said(row, 10)]}
        for row in world.room_rows
    ]
    same(data["rooms"], wanted, "rooms, while the backend does not find people")
    same({error["message"] for error in errors}, {"internal error"}, "messages of the errors")
    paths = [["rooms", room, "messages", place, "author"] for room in range(2) for place in range(2)]
    same(sorted(error["path"] for error in errors), paths, "paths of the errors")
    data, errors = await ask(
        world, "query($slugs: [String!]!) { rooms(slugs: $slugs) { members { name } } }", slugs=world.slugs
    )
    same(data, {"rooms": [None, None]}, "data, where rooms cannot be shown without members")
    same({error["message"] for error in errors}, {"internal error"}, "messages of the errors")


async def test_a_wrong_query_is_told_why(rng):
    """Errors in the query keep their messages"""
    world = World(rng, rooms=1, people=1, messages=1)
    for query, word in (
        ("{ rooms(slugs: []) { colour } }", "colour"),
        ("{ rooms { slug } }", "slugs"),
        ("{ rooms(slugs: [", "Syntax Error"),
    ):
        data, errors = await ask(world, query)
        same(data, None, f"data of {query}")
        assert errors, f"there should be an error for {query}"
        assert word in errors[0]["message"], (
            f"{query} should be told something about {word}, and was: {errors[0]['message']}"
        )
    same(world.asked, [], "what the backend was asked")


def nested(levels):
    """A query with so many levels."""
    inner = "slug" if levels % 2 == 0 else "name"
    for level in range(levels - 1, 1, -1):
        inner = f"{'members' if level % 2 == 0 else 'rooms'} {{ {inner} }}"
    return f'{{ rooms(slugs: ["room-00"]) {{ {inner} }} }}'


FRAGMENTS = """
query { rooms(slugs: ["room-00"]) { ...A } }
fragment A on Room { members { rooms { ...B } } }
fragment B on Room { members { rooms { ...C } } }
fragment C on Room { members { rooms { slug } } }
"""


async def test_what_is_too_deep_is_not_begun(rng):
    """A query of seven levels is answered; one of eight or more is refused, also with fragments, before anything is asked"""
    world = World(rng, rooms=2, people=3, messages=1)
    for levels in (3, 7):
        await ask_well(world, nested(levels))
    many = " ".join(f'q{number}: rooms(slugs: ["room-00"]) {{ slug members {{ name }} }}' for number in range(9))
    await ask_well(world, f"{{ {many} }}")
    world.asked.clear()
    for what, query in ((8, nested(8)), (12, nested(12)), ("8, by way of fragments", FRAGMENTS)):
        data, errors = await ask(world, query)
        same((data, bool(errors)), (None, True), f"data, and whether there are errors, for levels: {what}")
    same(world.asked, [], "what the backend was asked")


async def test_what_is_too_much_is_not_begun(rng):
    """More than twenty aliases, fifty slugs or fifty messages are refused with a reason, and are not asked for"""
    world = World(rng, rooms=2, people=3, messages=1)
    for count, refused in ((20, False), (21, True)):
        query = "{ " + " ".join(f'q{number}: rooms(slugs: ["room-00"]) {{ slug }}' for number in range(count)) + " }"
        world.asked.clear()
        data, errors = await ask(world, query)
        same(
            (data is None, bool(errors)),
            (refused, refused),
            f"whether data is null, and there are errors, for {count} aliases",
        )
        same(bool(world.asked), not refused, f"whether the backend was asked, for {count} aliases")
    world.asked.clear()
    query = "query($slugs: [String!]!) { rooms(slugs: $slugs) { slug } }"
    await ask_well(world, query, slugs=["room-00"] * 50)
    world.asked.clear()
    data, errors = await ask(world, query, slugs=[f"room-{number}" for number in range(51)])
    assert errors, "51 slugs should be an error"
    assert errors[0]["message"] != "internal error", "an error of the client's should say what is wrong"
    same(world.asked, [], "what the backend was asked, for 51 slugs")
    query = 'query($first: Int!) { rooms(slugs: ["room-00"]) { topic messages(first: $first) { id } } }'
    await ask_well(world, query, first=50)
    world.asked.clear()
    for first in (0, -1, 51, 10**6):
        _, errors = await ask(world, query, first=first)
        assert errors, f"first: {first} should be an error"
        assert errors[0]["message"] != "internal error", "an error of the client's should say what is wrong"
    same(world.times("messages"), 0, "times that the backend was asked for messages, with first out of bounds")
