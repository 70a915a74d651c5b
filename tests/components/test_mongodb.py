"""What MongoDB's own client finds on a lease, be it the real server or the stand-in."""

from __future__ import annotations

import pytest
from tests.components.conftest import Client, need

from roadworthy.components import lease

pytestmark = [pytest.mark.xdist_group("components"), pytest.mark.long]


def test_documents_indexes_aggregations_and_transactions_are_those_of_mongodb(client: Client) -> None:
    need("mongodb")
    script = """
        import os, pymongo
        from pymongo import errors
        connection = pymongo.MongoClient(os.environ["MONGODB_URL"], serverSelectionTimeoutMS=20000)
        db = connection.shop
        db.orders.insert_many([{"_id": n, "of": n % 2, "lines": [{"sku": "a", "n": n}, {"sku": "b", "n": 1}]} for n in range(6)])
        db.orders.create_index("number", unique=True, partialFilterExpression={"number": {"$exists": True}})
        db.orders.update_one({"_id": 1}, {"$set": {"number": 7, "paid": True}})
        try:
            db.orders.update_one({"_id": 2}, {"$set": {"number": 7}})
        except errors.DuplicateKeyError:
            print("unique")
        db.orders.update_one({"_id": 3}, {"$set": {"lines.$[line].n": 9}}, array_filters=[{"line.sku": "b"}])
        print(db.orders.find_one({"_id": 3}), db.orders.find_one({"paid": True})["paid"])
        sums = [{"$unwind": "$lines"}, {"$group": {"_id": "$of", "n": {"$sum": "$lines.n"}}}, {"$sort": {"_id": 1}}]
        print(list(db.orders.aggregate(sums)))
        db.users.insert_one({"_id": 1, "name": "Ada"})
        join = {"from": "users", "localField": "of", "foreignField": "_id", "as": "user"}
        print(list(db.orders.aggregate([{"$match": {"_id": 1}}, {"$lookup": join}, {"$project": {"user": 1}}])))
        with connection.start_session() as session, session.start_transaction():
            db.users.delete_many({}, session=session)
            session.abort_transaction()
        print(db.users.count_documents({}))
        db.create_collection("strict", validator={"$jsonSchema": {"required": ["x"]}})
        try:
            db.strict.insert_one({})
        except errors.WriteError:
            print("validated")
        with db.users.watch() as stream:
            db.users.insert_one({"_id": 2})
            print(stream.next()["operationType"])
    """
    with lease(["mongodb"]) as leases:
        assert client(script, leases.env).splitlines() == [
            "unique",
            "{'_id': 3, 'of': 1, 'lines': [{'sku': 'a', 'n': 3}, {'sku': 'b', 'n': 9}]} True",
            "[{'_id': 0, 'n': 9}, {'_id': 1, 'n': 20}]",
            "[{'_id': 1, 'user': [{'_id': 1, 'name': 'Ada'}]}]",
            "1",
            "validated",
            "insert",
        ]


def test_nobody_comes_in_without_the_password(client: Client) -> None:
    need("mongodb")
    script = """
        import os, pymongo
        from urllib.parse import urlsplit
        url = urlsplit(os.environ["MONGODB_URL"])
        there = f"{url.hostname}:{url.port}"
        for address in (f"mongodb://{there}/", f"mongodb://lease:guessed@{there}/?authSource=admin"):
            try:
                print(pymongo.MongoClient(address, serverSelectionTimeoutMS=20000).shop.orders.count_documents({}))
            except pymongo.errors.OperationFailure as error:
                print(error.code)
    """
    with lease(["mongodb"]) as leases:
        assert client(script, leases.env).split() == ["13", "18"]  # Unauthorized, AuthenticationFailed
